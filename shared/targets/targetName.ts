import { dnsLabel } from '../validation/names.ts';

/** A target's name in a request: see nameTargets for what it is where it is left out. */
export const targetName = dnsLabel
  .optional()
  .describe(
    'A handle, unique in the cluster; default: the kind in kebab case, with -2, -3 for further ones of a kind. Renaming removes nothing.',
  );
