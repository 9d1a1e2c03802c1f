import { readableList, type Template } from './template.ts';

/** One action that a role allows on one resource. */
export interface Grant {
  action: string;
  /** As `readable` gives it: "ClustersTable.Arn/index/due". */
  resource: string;
}

export interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

/** The statements of a role's inline policies. */
export function statementsOf(template: Template, role: string): Statement[] {
  const policies = template.Resources[role]?.Properties['Policies'] as
    | { PolicyDocument: { Statement: Statement[] } }[]
    | undefined;
  if (!policies) throw new Error(`The template has no role ${role} with policies.`);
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Everything that a role's inline policies allow, action by action, resource by resource. */
export function grantsOf(template: Template, role: string): Grant[] {
  return statementsOf(template, role)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => readableList(Resource).map((resource) => ({ action, resource }))),
    );
}
