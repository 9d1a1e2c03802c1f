import type { Policy } from '../../../local/aws/iam/policy.ts';
import type { Aws } from './aws.ts';

/** The name of a stack's role, by its logical id. */
export async function roleName({ query }: Aws, stack: string, logicalId: string): Promise<string> {
  const xml = await query('cloudformation', {
    Action: 'DescribeStackResource',
    Version: '2010-05-15',
    StackName: stack,
    LogicalResourceId: logicalId,
  });
  const name = /<PhysicalResourceId>([^<]+)</.exec(xml)?.[1];
  if (name === undefined) throw new Error(`The stack ${stack} has no role ${logicalId}.`);
  return name;
}

/** The inline policies of a role, as IAM has them. */
export async function rolePolicies({ query }: Aws, RoleName: string): Promise<Policy[]> {
  const iam = (Action: string, more: Record<string, string> = {}) =>
    query('iam', { Action, Version: '2010-05-08', RoleName, ...more });
  const listed = await iam('ListRolePolicies');
  const names = [...listed.matchAll(/<member>([^<]+)<\/member>/g)].map(([, name = '']) => name);
  if (names.length === 0) throw new Error(`The role ${RoleName} has no policy.`);
  return Promise.all(
    names.map(async (PolicyName) => {
      const xml = await iam('GetRolePolicy', { PolicyName });
      const document = /<PolicyDocument>([^<]+)</.exec(xml)?.[1] ?? '';
      const text = document.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
      return JSON.parse(text.startsWith('{') ? text : decodeURIComponent(text));
    }),
  );
}
