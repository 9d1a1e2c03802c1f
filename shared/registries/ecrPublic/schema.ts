import * as z from 'zod';
import { registryName } from '../../validation/names.ts';
import { registryHost } from '../host.ts';
import { partitionOf } from '../partition.ts';
import { checkPrincipal, principalFields } from '../principal.ts';
import { checkProbe, probe } from '../probe.ts';
import { ecrPublicHosts } from './hosts.ts';
import { ecrPublicRegion } from './region.ts';

/** Amazon ECR Public, with the higher limits for signed-in users. */
export const ecrPublicRegistry = z
  .strictObject({
    name: registryName,
    kind: z.literal('ecr-public'),
    ...principalFields,
    hosts: z
      .array(registryHost)
      .max(10)
      .optional()
      .describe('More hosts that accept the same token; the deploy parameter ecrHosts must allow them.'),
    probe,
  })
  .superRefine((registry, context) => {
    checkPrincipal(registry, { name: partitionOf(ecrPublicRegion).name, of: 'ECR Public' }, context);
    checkProbe(registry.probe, ecrPublicHosts(registry), context);
  })
  .describe('Amazon ECR Public');

export type EcrPublicRegistry = z.infer<typeof ecrPublicRegistry>;
