import type { CheckResult, Client, Cluster, ClusterEvent } from '../api/client.ts';

/** How many events are shown: the newest. */
const mostEvents = 5;

/** What the API knows of a cluster, and has just found. */
export interface Known {
  cluster: Cluster;
  check: CheckResult;
  /** Newest last. */
  events: readonly ClusterEvent[];
}

export async function readEvidence(
  client: Pick<Client, 'get' | 'check' | 'events'>,
  name: string,
): Promise<Known> {
  // First of all: if the name is not registered, this says so.
  const cluster = await client.get(name);
  const [check, { items }] = await Promise.all([
    client.check(name),
    client.events(name, { limit: mostEvents }),
  ]);
  return { cluster, check, events: items.toReversed() };
}
