import type { SimulatedCluster } from '../../../shared/simulation/cluster.ts';

/** Does what the namespace controller of a real cluster does: ends namespaces that are being deleted. */
export async function emptyNamespaces(cluster: SimulatedCluster): Promise<void> {
  for (const { metadata } of cluster.namespaces())
    if (metadata.deletionTimestamp !== undefined) cluster.removeNamespace(metadata.name ?? '');
}
