import pMap from 'p-map';
import type { Rule } from '../../../shared/kubernetes/rules.ts';
import type { Identity } from '../../../shared/rbac/identity.ts';
import { concurrency } from './paths.ts';
import type { Asking } from './plan.ts';

/** One thing that somebody may do or not; `namespace` absent: everywhere, or in none. */
export interface Attributes {
  verb: string;
  group?: string;
  resource: string;
  subresource?: string;
  name?: string;
  namespace?: string;
}

const reviews = '/apis/authorization.k8s.io/v1';
const apiVersion = 'authorization.k8s.io/v1';

/** Whether this admin may do it, by the API server's authorizers. */
export async function may(api: Asking, resourceAttributes: Attributes): Promise<boolean> {
  const { body } = await api.ask('POST', `${reviews}/selfsubjectaccessreviews`, {
    apiVersion,
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  });
  return isAllowed(body);
}

/** Whether an identity may do all that rules allow; false also where this admin may not ask. */
export async function holds(
  api: Asking,
  { namespace, name }: Identity,
  rules: readonly Rule[],
  where: string | undefined,
): Promise<boolean> {
  const allowed = await pMap(
    rules.flatMap((rule) => attributesOf(rule, where)),
    async (resourceAttributes) => {
      const { body } = await api.ask('POST', `${reviews}/subjectaccessreviews`, {
        apiVersion,
        kind: 'SubjectAccessReview',
        spec: {
          user: `system:serviceaccount:${namespace}:${name}`,
          groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
          resourceAttributes,
        },
      });
      return isAllowed(body);
    },
    { concurrency },
  );
  return allowed.every(Boolean);
}

export function attributesOf(rule: Rule, namespace: string | undefined): Attributes[] {
  const { apiGroups, resources, resourceNames = [undefined], verbs } = rule;
  return apiGroups.flatMap((group) =>
    resources.flatMap((path) => {
      const [resource = '', subresource] = path.split('/');
      return resourceNames.flatMap((name) =>
        verbs.map((verb) => ({
          verb,
          group,
          resource,
          ...(subresource !== undefined && { subresource }),
          ...(name !== undefined && { name }),
          ...(namespace !== undefined && { namespace }),
        })),
      );
    }),
  );
}

function isAllowed(body: unknown): boolean {
  return (body as { status?: { allowed?: unknown } } | undefined)?.status?.allowed === true;
}
