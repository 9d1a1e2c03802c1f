import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Vault } from '../../../shared/kubeconfig/vault.ts';

/** A vault that gives the kubeconfig again that it gave, though it was deleted meanwhile. */
export function remembering(vault: Vault): Vault {
  const read = new Map<string, Promise<Kubeconfig>>();
  return {
    remove: (cluster) => vault.remove(cluster),
    read: (cluster, version) => {
      const known = read.get(version) ?? vault.read(cluster, version);
      read.set(version, known);
      return known;
    },
  };
}
