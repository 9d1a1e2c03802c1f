import type { Ref } from './plan.ts';

/** Most requests in flight. */
export const concurrency = 8;

export const rbacGroup = 'rbac.authorization.k8s.io/v1';

const resources: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  Project: 'projects',
  ServiceAccount: 'serviceaccounts',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
};

/** `roles` for Role. */
export const resourceOf = ({ kind }: Pick<Ref, 'kind'>): string => resources[kind] ?? '';

export const groupOf = ({ apiVersion }: Pick<Ref, 'apiVersion'>): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** The path of all objects of a kind, in one namespace or in all. */
export function collectionPath(ref: Pick<Ref, 'apiVersion' | 'kind' | 'namespace'>): string {
  const root = ref.apiVersion.includes('/') ? `/apis/${ref.apiVersion}` : `/api/${ref.apiVersion}`;
  const where = ref.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(ref.namespace)}`;
  return `${root}${where}/${resourceOf(ref)}`;
}

export const pathOf = (ref: Ref): string => `${collectionPath(ref)}/${encodeURIComponent(ref.name)}`;
