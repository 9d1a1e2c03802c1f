import { type Ref, shownRef } from '../../../cli/bootstrap/rbac/plan.ts';
import type { Identity } from '../../../shared/rbac/identity.ts';
import { labelsOf } from '../../../shared/rbac/labels.ts';
import type { ApiClient } from '../kubernetes-contract/client.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const paths: Record<string, string> = {
  Role: `${rbac}/roles`,
  RoleBinding: `${rbac}/rolebindings`,
  ClusterRole: `${rbac}/clusterroles`,
  ClusterRoleBinding: `${rbac}/clusterrolebindings`,
  ServiceAccount: '/api/v1/serviceaccounts',
  Namespace: '/api/v1/namespaces',
};

/** Everything with an identity's labels in a cluster: `Role payments/pullpass`. */
export async function left(admin: ApiClient, identity: Identity): Promise<string[]> {
  const selector = Object.entries(labelsOf(identity)).map(([key, value]) => `${key}=${value}`);
  const query = `labelSelector=${encodeURIComponent(selector.join(','))}`;
  const lists = await Promise.all(
    Object.entries(paths).map(async ([kind, path]) => {
      const { items } = (await admin.get(`${path}?${query}`)).json<{
        items: { metadata: Pick<Ref, 'name' | 'namespace'> }[];
      }>();
      return items.map(({ metadata }) => shownRef({ ...metadata, apiVersion: '', kind }));
    }),
  );
  return lists.flat().sort();
}
