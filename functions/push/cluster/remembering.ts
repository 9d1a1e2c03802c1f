import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Vault } from '../../../shared/kubeconfig/vault.ts';

/** A vault that returns the same kubeconfig again, even if it has been deleted meanwhile. */
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
