import * as z from 'zod';
import { dnsSubdomain } from '../../clusters/names.ts';
import { registryNames, secretsTargetFields } from '../secrets/common.ts';

const serviceAccount = z.union([
  dnsSubdomain,
  z.strictObject({
    name: dnsSubdomain,
    optional: z.boolean().describe('Whether a namespace without this service account is in order.'),
  }),
]);

/** A `kubernetes.io/dockerconfigjson` secret in each chosen namespace, linked to service accounts. */
export const imagePullSecretSchema = z
  .strictObject({
    kind: z.literal('imagePullSecret'),
    secretName: dnsSubdomain.default('ecr-credentials'),
    ...secretsTargetFields,
    serviceAccounts: z
      .array(serviceAccount)
      .max(50)
      .default([])
      .describe('Service accounts that get the secret in imagePullSecrets and in secrets.'),
    registries: registryNames,
    excludeFromImageStreams: z
      .boolean()
      .optional()
      .describe('Keep imports of image streams in the namespace from using the secret.'),
  })
  .describe('Pull secret in namespaces');

export type ImagePullSecret = z.infer<typeof imagePullSecretSchema>;
