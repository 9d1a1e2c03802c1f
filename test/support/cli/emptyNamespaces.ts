import type { TestCluster } from '../simulation/testCluster.ts';

/** Does what a real cluster's namespace controller does: completes the deletion of namespaces. */
export async function emptyNamespaces(cluster: TestCluster): Promise<void> {
  for (const { metadata } of cluster.namespaces())
    if (metadata.deletionTimestamp !== undefined) cluster.removeNamespace(metadata.name ?? '');
}
