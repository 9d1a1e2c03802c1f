import * as z from 'zod';
import {
  dnsLabel,
  isOwnToObjects,
  objectAnnotations,
  objectLabels,
  ofObjects,
  setByPullPass,
} from '../../validation/names.ts';
import { namespaceSelection } from '../namespaceSelectionSchema.ts';

/** The fields of every target that writes secrets into namespaces. */
export const secretsTargetFields = {
  namespaces: namespaceSelection.default({}),
  labels: objectLabels.optional().describe('Further labels of each secret.'),
  annotations: objectAnnotations.optional().describe('Further annotations of each secret.'),
  adopt: z.boolean().default(false).describe('Take over a secret of that name that someone else made.'),
  prune: z
    .boolean()
    .optional()
    .describe('Remove the secret, at the next refresh, from a namespace that is no longer chosen.'),
};

/** For a target that takes the credentials of several registries. */
export const registryNames = z
  .array(dnsLabel)
  .min(1)
  .max(50)
  .optional()
  .describe('Names of the registries whose credentials go in; default: all.');

/** Refuses a user's label or annotation that the kind of target sets itself, or that would break it. */
export function refuseOwn(of: 'labels' | 'annotations', key: string, message = setByPullPass) {
  return (
    spec: Partial<Record<'labels' | 'annotations', Record<string, string> | undefined>>,
    context: z.RefinementCtx,
  ) => {
    if (spec[of] !== undefined && Object.hasOwn(spec[of], key))
      context.addIssue({ code: 'custom', path: [of, key], message });
  };
}

/** Refuses a name that occurs twice in a list. */
export function refuseTwice(list: string, names: readonly string[], context: z.RefinementCtx): void {
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      context.addIssue({ code: 'custom', path: [list, index], message: `"${name}" is named twice` });
}

export interface SecretsTargetSpec {
  namespaces: z.infer<typeof namespaceSelection>;
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
  adopt: boolean;
  prune?: boolean | undefined;
}

/** A key of a secret's data. Source: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data */
export const secretKey = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[-._a-zA-Z0-9]+$/, 'letters, digits, - _ and .')
  .refine((key) => key !== '.' && !key.startsWith('..'), 'must not be . or begin with ..')
  .refine((key) => !isOwnToObjects(key), ofObjects);
