import type { Policy, Statement } from '../../../local/aws/iam/policy.ts';
import { statementsOf } from '../../infra/support/grants.ts';
import type { Template } from '../../infra/support/template.ts';

export const account = '123456789012';
export const region = 'eu-west-1';

/** What a role of the packaged template may do, with values in place of CloudFormation's functions. */
export function rolePolicy(template: Template, role: string): Policy {
  const value = (of: unknown): string => {
    if (typeof of === 'string') return of;
    const [[name, argument] = []] = Object.entries(of as Record<string, unknown>);
    if (name === 'Ref') return arnOf(template, String(argument));
    if (name === 'Fn::GetAtt') return arnOf(template, (argument as [string])[0]);
    if (name === 'Fn::Sub') return String(argument).replace(/\$\{([^}]+)\}/g, (_, text) => variable(text));
    throw new Error(`Cannot tell the value of ${JSON.stringify(of)} in a policy of ${role}.`);
  };
  const variable = (text: string): string =>
    pseudoParameters[text] ?? arnOf(template, text.replace(/\.Arn$/, ''));
  const statements = statementsOf(template, role).map((statement) => ({
    ...statement,
    Resource: [statement.Resource].flat().map(value),
    ...('Condition' in statement && {
      Condition: JSON.parse(JSON.stringify(statement['Condition']), (_, of) =>
        of !== null && typeof of === 'object' && 'Fn::Sub' in of ? value(of) : of,
      ),
    }),
  }));
  return { Version: '2012-10-17', Statement: statements as Statement[] };
}

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::AccountId': account,
};

/** Uses the logical id if the resource has no name: the result is only compared. */
export function arnOf({ Resources }: Template, id: string): string {
  const { Type, Properties } = Resources[id] ?? {};
  if (Type === undefined) throw new Error(`The template has no resource ${id}.`);
  const service = Type.split('::')[1]?.toLowerCase();
  const name = Type === 'AWS::Lambda::Function' ? `function:${Properties?.['FunctionName']}` : id;
  return `arn:aws:${service}:${region}:${account}:${name}`;
}
