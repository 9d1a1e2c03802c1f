import type { Invariant } from './invariant.ts';
import { nameOf, secretNames } from './nothingWorse.ts';

/** validUntil never claims more than what is in the cluster. */
export const noFalsePromise: Invariant = (world, { after }) =>
  world.clusters.flatMap((cluster) => {
    const record = after.records.get(cluster.name);
    const promised = record?.validUntil;
    if (record === undefined || promised === undefined || record.phase === 'Deregistering') return [];
    const wanted = secretNames(record);
    return [...cluster.held()].flatMap(([secret, tokens]) => {
      if (!wanted.includes(nameOf(secret))) return [];
      const ends = Math.min(...tokens.values());
      if (ends >= Math.floor(Date.parse(promised) / 1000) * 1000) return [];
      return [`${cluster.name} promises ${promised}, but ${secret} ends at ${new Date(ends).toISOString()}`];
    });
  });
