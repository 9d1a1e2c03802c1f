import * as z from 'zod';
import { dnsLabel } from '../clusters/names.ts';

/** host or host:port, as it stands before the first slash of an image reference. */
const registryHost = z
  .string()
  .max(255)
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
    'a host name, with :port if it needs one, and no scheme or path',
  );

/** A private Amazon ECR registry: one account in one region. */
export const ecrRegistry = z
  .strictObject({
    name: dnsLabel,
    kind: z.literal('ecr'),
    accountId: z.string().regex(/^\d{12}$/, 'an AWS account id of 12 digits'),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1'),
    roleArn: z
      .string()
      .max(2048)
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role')
      .optional()
      .describe('Role to assume for the token; without it, PullPass’s own role is used.'),
    externalId: z
      .string()
      .min(2)
      .max(1224)
      .regex(/^[\w+=,.@:/-]+$/, 'letters, digits and + = , . @ : / - _')
      .optional(),
    hosts: z.array(registryHost).max(10).optional().describe('Further hosts that take the same token.'),
  })
  .refine((registry) => registry.externalId === undefined || registry.roleArn !== undefined, {
    message: 'externalId needs a roleArn',
    path: ['externalId'],
  })
  .describe('A private Amazon ECR registry');

export const registry = z.discriminatedUnion('kind', [ecrRegistry]);

export type EcrRegistry = z.infer<typeof ecrRegistry>;
export type Registry = z.infer<typeof registry>;

export { registryHosts } from './hosts.ts';
