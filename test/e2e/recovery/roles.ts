import type { Aws } from '../world/aws.ts';

/** Forbids the function of a logical role something, whatever else it may do; the answer takes it back. */
export async function forbid(
  { query }: Aws,
  stack: string,
  logicalId: string,
  action: string,
): Promise<() => Promise<void>> {
  const xml = await query('cloudformation', {
    Action: 'DescribeStackResource',
    Version: '2010-05-15',
    StackName: stack,
    LogicalResourceId: logicalId,
  });
  const RoleName = /<PhysicalResourceId>([^<]+)</.exec(xml)?.[1];
  if (RoleName === undefined) throw new Error(`The stack ${stack} has no role ${logicalId}.`);
  const iam = (Action: string, more: Record<string, string> = {}) =>
    query('iam', { Action, Version: '2010-05-08', RoleName, PolicyName: 'broken', ...more });
  const statement = { Effect: 'Deny', Action: action, Resource: '*' };
  await iam('PutRolePolicy', {
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  return async () => void (await iam('DeleteRolePolicy'));
}
