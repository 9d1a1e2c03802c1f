import type { ApiClient } from '../kubernetes-contract/client.ts';
import { jsonPatch } from '../kubernetes-contract/client.ts';

interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

interface Dependent {
  metadata: { name: string; uid: string; ownerReferences?: Owner[] };
}

/**
 * One pass of Kubernetes' garbage collector over a namespace's secrets, for a control plane without controllers. Owners
 * that wait to be orphaned are released, with their dependents; then secrets whose owners are all missing are deleted.
 * Source: https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 *
 * @param resources the paths of the owners' kinds: `apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE`
 * @returns names of the deleted secrets
 */
export async function collectGarbage(
  admin: ApiClient,
  namespace: string,
  resources: readonly string[],
): Promise<string[]> {
  const secretsPath = `/api/v1/namespaces/${namespace}/secrets`;
  const secrets = async () => (await admin.get(secretsPath)).json<{ items: Dependent[] }>().items;
  const living = new Set<string>();
  for (const resource of resources) {
    const { items } = (await admin.get(resource)).json<{
      items: { metadata: { name: string; uid: string; deletionTimestamp?: string; finalizers?: string[] } }[];
    }>();
    for (const { metadata } of items) {
      living.add(metadata.uid);
      if (metadata.deletionTimestamp === undefined || !metadata.finalizers?.includes('orphan')) continue;
      for (const secret of await secrets()) await letGo(admin, secretsPath, secret, metadata.uid);
      const finalizers = metadata.finalizers.filter((each) => each !== 'orphan');
      await admin.patch(`${resource}/${metadata.name}`, jsonPatch, [
        { op: 'replace', path: '/metadata/finalizers', value: finalizers },
      ]);
    }
  }
  const deleted: string[] = [];
  for (const { metadata } of await secrets()) {
    const { name, ownerReferences = [] } = metadata;
    if (ownerReferences.length === 0 || ownerReferences.some(({ uid }) => living.has(uid))) continue;
    await admin.delete(`${secretsPath}/${name}`);
    deleted.push(name);
  }
  return deleted;
}

async function letGo(admin: ApiClient, path: string, { metadata }: Dependent, owner: string): Promise<void> {
  const { name, ownerReferences = [] } = metadata;
  const left = ownerReferences.filter(({ uid }) => uid !== owner);
  if (left.length === ownerReferences.length) return;
  await admin.patch(`${path}/${name}`, jsonPatch, [
    { op: 'replace', path: '/metadata/ownerReferences', value: left },
  ]);
}
