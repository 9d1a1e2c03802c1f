import type { Invariant } from './invariant.ts';
import { nameOf, secretNames } from './nothingWorse.ts';

/** validUntil never claims more than what is in the cluster; nobody pulls in a namespace that is being deleted. */
export const noFalsePromise: Invariant = (world, { after }) =>
  world.clusters.flatMap((cluster) => {
    const record = after.records.get(cluster.name);
    const promised = record?.validUntil;
    if (record === undefined || promised === undefined || record.phase === 'Deregistering') return [];
    const wanted = secretNames(record);
    return [...cluster.held()].flatMap(([secret, tokens]) => {
      const namespace = cluster.sim.namespace(secret.slice(0, secret.indexOf('/')));
      if (!wanted.includes(nameOf(secret)) || namespace?.metadata.deletionTimestamp) return [];
      const ends = Math.min(...tokens.values());
      if (ends >= Math.floor(Date.parse(promised) / 1000) * 1000) return [];
      return [`${cluster.name} promises ${promised}, but ${secret} ends at ${new Date(ends).toISOString()}`];
    });
  });
