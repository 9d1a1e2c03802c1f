import * as z from 'zod';
import { registryName } from '../../validation/names.ts';
import { registryPath } from '../host.ts';
import { partitionIn } from '../partition.ts';
import { checkPrincipal, principalFields } from '../principal.ts';
import { checkProbe, probe } from '../probe.ts';

/** PullPass's kubeconfigs, of any stage. If a registration could name one, it would be written into a cluster. */
const ofPullPass = /:secret:pullpass\/[^/]+\/clusters\//;

/** A registry with a user and a password, which are in one of the user's secrets. */
export const staticRegistry = z
  .strictObject({
    name: registryName,
    kind: z.literal('static'),
    host: registryPath.describe('Such as quay.io, or quay.io/team for the repositories of one organisation.'),
    secretArn: z
      .string()
      .max(2048)
      .regex(
        /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
        'the ARN of a secret in Secrets Manager',
      )
      .refine((arn) => !ofPullPass.test(arn), 'the secret of a kubeconfig is not for registries')
      .describe('The secret: {"username": …, "password": …}, or a docker config with an entry for the host.'),
    ...principalFields,
    probe,
  })
  .superRefine((registry, context) => {
    checkPrincipal(registry, { name: partitionIn(registry.secretArn), of: 'the secret' }, context);
    checkProbe(registry.probe, [registry.host], context);
  })
  .describe('A registry with a user and a password from Secrets Manager');

export type StaticRegistry = z.infer<typeof staticRegistry>;
