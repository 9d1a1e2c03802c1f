import type { ChaosCluster } from '../service/cluster.ts';
import type { SeenRecord } from '../service/observe.ts';
import { minute } from '../world.ts';
import type { Invariant } from './invariant.ts';
import { nameOf, secretNames } from './nothingWorse.ts';

/** How long a kube-apiserver works on a request, and a worker waits for it. */
const longestWindow = minute;

/**
 * A cluster that is called Healthy has a token of every registry and nothing of removed targets, unless its record says
 * that a late write is possible, and then for a minute at most.
 */
export const lateWritesMended: Invariant = (world, { after }) =>
  world.clusters.flatMap((cluster) => {
    const record = after.records.get(cluster.name);
    if (record === undefined) return [];
    const until = Date.parse(record.lateWriteUntil ?? '') || 0;
    if (until > world.now + longestWindow + world.mostSkew)
      return [`${cluster.name} expects late writes until ${record.lateWriteUntil}`];
    return isSaidToBeDone(record) ? untrue(cluster, record) : [];
  });

function isSaidToBeDone({ phase, servedVersion, version, lateWriteUntil, retired }: SeenRecord): boolean {
  return (
    phase === 'Healthy' && servedVersion === version && lateWriteUntil === undefined && retired.length === 0
  );
}

function untrue(cluster: ChaosCluster, record: SeenRecord): string[] {
  const hosts = record.spec.registries.length;
  const wanted = secretNames(record);
  return [...cluster.held()].flatMap(([secret, tokens]) => {
    const namespace = cluster.sim.namespace(secret.slice(0, secret.indexOf('/')));
    if (namespace?.metadata.deletionTimestamp) return [];
    if (!wanted.includes(nameOf(secret))) return [`${cluster.name} is Healthy, but ${secret} is still there`];
    if (tokens.size >= hosts) return [];
    return [`${cluster.name} is Healthy, but ${secret} lacks a token: it has ${[...tokens.keys()]}`];
  });
}
