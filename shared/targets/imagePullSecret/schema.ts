import * as z from 'zod';
import { dnsSubdomain } from '../../validation/names.ts';
import { refuseOwn, refuseTwice, registryNames, secretsTargetFields } from '../secrets/common.ts';
import { targetName } from '../targetName.ts';
import { excludeAnnotation } from './excludeAnnotation.ts';

const serviceAccount = z.union([
  dnsSubdomain,
  z.strictObject({
    name: dnsSubdomain,
    optional: z.boolean().describe('Whether this service account may be missing in a namespace.'),
  }),
]);

/** A `kubernetes.io/dockerconfigjson` secret in each chosen namespace, linked to service accounts. */
export const imagePullSecretSchema = z
  .strictObject({
    kind: z.literal('imagePullSecret'),
    name: targetName,
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
  .superRefine(({ serviceAccounts }, context) => {
    const names = serviceAccounts.map((account) => (typeof account === 'string' ? account : account.name));
    refuseTwice('serviceAccounts', names, context);
  })
  .superRefine((spec, context) => {
    if (spec.excludeFromImageStreams !== undefined)
      refuseOwn('annotations', excludeAnnotation)(spec, context);
  })
  .describe('Pull secret in namespaces');

export type ImagePullSecret = z.infer<typeof imagePullSecretSchema>;
