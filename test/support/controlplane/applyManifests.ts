import type { ApiClient } from '../kubernetes-contract/client.ts';

export interface Applied {
  kind: string;
  metadata: { name: string; namespace?: string };
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Where the objects of a kind are: the API's folder and their plural. */
const places: Readonly<Record<string, readonly [api: string, plural: string]>> = {
  Namespace: ['/api/v1', 'namespaces'],
  ServiceAccount: ['/api/v1', 'serviceaccounts'],
  Role: [rbac, 'roles'],
  RoleBinding: [rbac, 'rolebindings'],
  ClusterRole: [rbac, 'clusterroles'],
  ClusterRoleBinding: [rbac, 'clusterrolebindings'],
};

/**
 * Applies manifests in order like `kubectl apply --server-side --force-conflicts`, with strict fields. kubectl itself
 * takes a quarter of a second of CPU each time.
 * @throws Error with what the API server said
 */
export async function applyManifests(admin: ApiClient, manifests: readonly Applied[]): Promise<void> {
  for (const manifest of manifests) {
    const path = `${pathOf(manifest)}?fieldValidation=Strict`;
    const { status, text } = await admin.apply(path, 'admin', manifest, { force: true });
    if (status >= 300) throw new Error(`The API server answered ${status} for ${path}: ${text}`);
  }
}

function pathOf({ kind, metadata: { name, namespace } }: Applied): string {
  const place = places[kind];
  if (place === undefined)
    throw new Error(`Expected a manifest of ${Object.keys(places)}, received ${kind}.`);
  const [api, plural] = place;
  return [api, ...(namespace === undefined ? [] : ['namespaces', namespace]), plural, name].join('/');
}
