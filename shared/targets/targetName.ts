import { dnsLabel } from '../validation/names.ts';

/** A target's name in a request. If it is left out, see nameTargets. */
export const targetName = dnsLabel
  .optional()
  .describe(
    'A handle, unique in the cluster; default: the kind in kebab case, with -2, -3 for further ones of a kind. Renaming removes nothing.',
  );
