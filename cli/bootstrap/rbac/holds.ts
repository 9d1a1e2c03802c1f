import pMap from 'p-map';
import { defined } from '../../../shared/defined.ts';
import type { Identity } from '../../../shared/rbac/identity.ts';
import type { Rule } from '../../../shared/rbac/rules.ts';
import { userNameOf } from '../../../shared/rbac/serviceAccountIn.ts';
import { concurrency } from './paths.ts';
import type { Asking } from './plan.ts';

/** A right to ask about. Without `namespace`: everywhere, or in no namespace. */
export interface Attributes {
  verb: string;
  group?: string;
  resource: string;
  subresource?: string;
  name?: string;
  namespace?: string;
}

/** Whether the caller has the right, according to the API server's authorizers; unknown if they do not say. */
export function access(api: Asking, resourceAttributes: Attributes): Promise<Access> {
  return review(api, 'SelfSubjectAccessReview', { resourceAttributes });
}

export const may = async (api: Asking, attributes: Attributes): Promise<boolean> =>
  (await access(api, attributes)) === 'allowed';

/** Whether an identity has all rights that the rules allow; false also if this admin may not ask. */
export async function holds(
  api: Asking,
  identity: Identity,
  rules: readonly Rule[],
  where: string | undefined,
): Promise<boolean> {
  const ofNamespace = `system:serviceaccounts:${identity.namespace}`;
  const groups = ['system:serviceaccounts', ofNamespace, 'system:authenticated'];
  const allowed = await pMap(
    rules.flatMap((rule) => attributesOf(rule, where)),
    (resourceAttributes) =>
      review(api, 'SubjectAccessReview', { user: userNameOf(identity), groups, resourceAttributes }),
    { concurrency },
  );
  return allowed.every((answer) => answer === 'allowed');
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
          ...defined({ subresource, name, namespace }),
        })),
      );
    }),
  );
}

type Access = 'allowed' | 'denied' | 'unknown';

async function review(api: Asking, kind: string, spec: object): Promise<Access> {
  const path = `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`;
  const answer = await api.ask('POST', path, { apiVersion: 'authorization.k8s.io/v1', kind, spec });
  const { status } = (answer.body ?? {}) as { status?: { allowed?: unknown } };
  if (status?.allowed === true) return 'allowed';
  return answer.status === 201 ? 'denied' : 'unknown';
}
