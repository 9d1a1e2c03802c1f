import { registryInWords } from '../../shared/fleet/cluster/registryInWords.ts';
import { targetInWords } from '../../shared/fleet/cluster/targetInWords.ts';
import type { ChangedCluster, ChangeOptions, Client, Cluster, DryRun } from '../api/client.ts';

/** Something of which a cluster has several, each with a name and its own path in the API. */
export interface PartKind {
  one: 'target' | 'registry';
  of(cluster: Cluster): readonly { name?: string | undefined; kind: string }[];
  inWords(cluster: Cluster): { name: string; words: string }[];
  put(
    client: Client,
    cluster: string,
    part: { name: string },
    options: ChangeOptions,
  ): Promise<ChangedCluster>;
  tryPut(client: Client, cluster: string, part: { name: string }, options: ChangeOptions): Promise<DryRun>;
  remove(client: Client, cluster: string, part: string, options: ChangeOptions): Promise<ChangedCluster>;
  tryRemove(client: Client, cluster: string, part: string): Promise<DryRun>;
}

export const targets: PartKind = {
  one: 'target',
  of: (cluster) => cluster.targets,
  inWords: ({ targets: all, registries }) =>
    all.map((target) => ({
      name: target.name ?? target.kind,
      words: `${target.kind}: ${targetInWords(target, registries)}`,
    })),
  put: (client, cluster, part, options) => client.putTarget(cluster, part, options),
  tryPut: (client, cluster, part, options) => client.tryPutTarget(cluster, part, options),
  remove: (client, cluster, part, options) => client.removeTarget(cluster, part, options),
  tryRemove: (client, cluster, part) => client.tryRemoveTarget(cluster, part),
};

export const registries: PartKind = {
  one: 'registry',
  of: (cluster) => cluster.registries,
  inWords: (cluster) =>
    cluster.registries.map((registry) => ({ name: registry.name, words: registryInWords(registry) })),
  put: (client, cluster, part, options) => client.putRegistry(cluster, part, options),
  tryPut: (client, cluster, part, options) => client.tryPutRegistry(cluster, part, options),
  remove: (client, cluster, part, options) => client.removeRegistry(cluster, part, options),
  tryRemove: (client, cluster, part) => client.tryRemoveRegistry(cluster, part),
};
