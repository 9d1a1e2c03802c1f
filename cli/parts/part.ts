import { registryInWords } from '../../shared/fleet/cluster/registryInWords.ts';
import { targetInWords } from '../../shared/fleet/cluster/targetInWords.ts';
import type { Cluster, Parts } from '../api/client.ts';

interface PartKind {
  one: string;
  inWords(cluster: Cluster): { name: string; words: string }[];
}

export const kinds: Readonly<Record<Parts, PartKind>> = {
  targets: {
    one: 'target',
    inWords: ({ targets, registries }) =>
      targets.map((target) => ({
        name: target.name ?? target.kind,
        words: `${target.kind}: ${targetInWords(target, registries)}`,
      })),
  },
  registries: {
    one: 'registry',
    inWords: ({ registries }) =>
      registries.map((registry) => ({ name: registry.name, words: registryInWords(registry) })),
  },
};
