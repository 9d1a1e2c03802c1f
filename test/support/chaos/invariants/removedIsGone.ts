import type { SeenEvent } from '../service/observe.ts';
import type { World } from '../world.ts';
import type { Invariant } from './invariant.ts';
import { secretNames } from './nothingWorse.ts';

/** What is called removed in this step is not in the cluster after it. */
export const removedIsGone: Invariant = (world, { before, after }) => {
  const known = new Set(before.events.map(keyOf));
  const added = after.events.filter((event) => !known.has(keyOf(event)));
  return world.clusters.flatMap((cluster) => {
    // A worker that died may have had something to take back.
    if (hasDied(world, cluster.name)) return [];
    const own = added.filter(({ pk }) => pk === `CLUSTER#${cluster.name}`);
    const held = [...cluster.held().keys()];
    const record = after.records.get(cluster.name);
    const isForgotten = record === undefined && own.some(({ type }) => type === 'deregistered');
    const wanted = record === undefined || record.phase === 'Deregistering' ? [] : secretNames(record);
    const called = own.filter(({ type }) => type === 'removed').flatMap(secretsIn);
    return [
      ...(isForgotten ? held : []).map((secret) => `${cluster.name} was called clean with ${secret} in it`),
      ...called
        .filter((secret) => held.includes(secret) && !wanted.includes(secret.slice(secret.indexOf('/') + 1)))
        .map((secret) => `${cluster.name}: ${secret} was called removed, and is there`),
    ];
  });
};

const keyOf = (event: SeenEvent) => JSON.stringify(event);

const hasDied = ({ finished }: World, name: string) =>
  finished.some(({ clusters, ending }) => clusters.includes(name) && ending.outcome !== 'returned');

/** The secrets in the message of an event `removed`, as `namespace/name`. */
function secretsIn({ message }: SeenEvent): string[] {
  return [...message.matchAll(/secret (\S+) from ([^;.]+)/g)].flatMap(([, name, namespaces = '']) =>
    namespaces.split(', ').map((namespace) => `${namespace}/${name}`),
  );
}
