import type { Aws } from '../world/aws.ts';
import { roleName } from '../world/rolePolicies.ts';

/** Denies an action to a role, given by its logical id, whatever else it may do; the returned function undoes it. */
export async function forbid(
  aws: Aws,
  stack: string,
  logicalId: string,
  action: string,
): Promise<() => Promise<void>> {
  const { query } = aws;
  const RoleName = await roleName(aws, stack, logicalId);
  const iam = (Action: string, more: Record<string, string> = {}) =>
    query('iam', { Action, Version: '2010-05-08', RoleName, PolicyName: 'broken', ...more });
  const statement = { Effect: 'Deny', Action: action, Resource: '*' };
  await iam('PutRolePolicy', {
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  return async () => void (await iam('DeleteRolePolicy'));
}
