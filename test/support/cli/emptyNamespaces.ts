import type { SimulatedCluster } from '../../../shared/simulation/cluster.ts';

/** Does what a real cluster's namespace controller does: completes the deletion of namespaces. */
export async function emptyNamespaces(cluster: SimulatedCluster): Promise<void> {
  for (const { metadata } of cluster.namespaces())
    if (metadata.deletionTimestamp !== undefined) cluster.removeNamespace(metadata.name ?? '');
}
