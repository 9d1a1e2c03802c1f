import * as z from 'zod';
import { partitionIn } from './partition.ts';

/** The identity that fetches a registry's credential: PullPass itself, or a role that it assumes. */
export const principalFields = {
  roleArn: z
    .string()
    .max(2048)
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role')
    .optional()
    .describe('Role to assume for the credential; without it, PullPass’s own role is used.'),
  externalId: z
    .string()
    .min(2)
    .max(1224)
    .regex(/^[\w+=,.@:/-]+$/, 'letters, digits and + = , . @ : / - _')
    .optional(),
};

export interface Principal {
  roleArn?: string | undefined;
  externalId?: string | undefined;
}

/** Adds an issue if a principal does not fit this partition. */
export function checkPrincipal(
  { roleArn, externalId }: Principal,
  partition: { name: string; of: string },
  context: z.RefinementCtx,
): void {
  if (externalId !== undefined && roleArn === undefined)
    context.addIssue({ code: 'custom', path: ['externalId'], message: 'externalId needs a roleArn' });
  if (roleArn !== undefined && partitionIn(roleArn) !== partition.name)
    context.addIssue({
      code: 'custom',
      path: ['roleArn'],
      message: `a role in the partition ${partitionIn(roleArn)}, and ${partition.of} is in ${partition.name}: expected arn:${partition.name}:iam::…`,
    });
}
