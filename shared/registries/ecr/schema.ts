import * as z from 'zod';
import { registryName } from '../../validation/names.ts';
import { registryHost } from '../host.ts';
import { partitionOf } from '../partition.ts';
import { checkPrincipal, principalFields } from '../principal.ts';
import { checkProbe, probe } from '../probe.ts';
import { ecrEndpoints, ecrHosts, hasDualStack, isDualStack } from './hosts.ts';

/** A private Amazon ECR registry: one account in one region. */
export const ecrRegistry = z
  .strictObject({
    name: registryName,
    kind: z.literal('ecr'),
    accountId: z.string().regex(/^\d{12}$/, 'an AWS account id of 12 digits'),
    region: z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1'),
    ...principalFields,
    endpoints: z
      .array(z.enum(ecrEndpoints))
      .min(1)
      .max(ecrEndpoints.length)
      .refine((names) => new Set(names).size === names.length, 'each once')
      .optional()
      .describe('The kinds of ECR host name that your image names use; default: standard.'),
    hosts: z
      .array(registryHost)
      .max(10)
      .optional()
      .describe(
        'More hosts that accept the same token: hosts of ECR, or allowed by the deploy parameter ecrHosts.',
      ),
    probe,
  })
  .superRefine((registry, context) => {
    const { region, endpoints = [] } = registry;
    checkPrincipal(registry, { name: partitionOf(region).name, of: region }, context);
    checkProbe(registry.probe, ecrHosts(registry), context);
    for (const [index, name] of endpoints.entries())
      if (isDualStack(name) && !hasDualStack(region))
        context.addIssue({
          code: 'custom',
          path: ['endpoints', index],
          message: `ECR has no dual-stack endpoints in the partition ${partitionOf(region).name}, where ${region} is`,
        });
  })
  .describe('A private Amazon ECR registry');

export type EcrRegistry = z.infer<typeof ecrRegistry>;
