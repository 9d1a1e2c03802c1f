import * as z from 'zod';
import { dnsLabel, dnsSubdomain } from '../../clusters/names.ts';
import { namespaceSelection } from '../namespaceSelectionSchema.ts';

/** A `kubernetes.io/dockerconfigjson` secret in each chosen namespace, linked to service accounts. */
export const imagePullSecretSchema = z
  .strictObject({
    kind: z.literal('imagePullSecret'),
    secretName: dnsSubdomain.default('ecr-credentials'),
    namespaces: namespaceSelection.default({}),
    serviceAccounts: z
      .array(dnsSubdomain)
      .max(50)
      .default([])
      .describe('Service accounts that get the secret in imagePullSecrets and in secrets.'),
    registries: z
      .array(dnsLabel)
      .min(1)
      .max(50)
      .optional()
      .describe('Names of the registries whose credentials go in; default: all.'),
    adopt: z.boolean().default(false).describe('Take over a secret of that name that someone else made.'),
  })
  .describe('Pull secret in namespaces');

export type ImagePullSecret = z.infer<typeof imagePullSecretSchema>;
