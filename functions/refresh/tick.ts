import { dispatch, largestBatch, type PushMessage, type PushQueue } from '../../shared/clusters/dispatch.ts';
import { claimMilliseconds } from '../../shared/clusters/schedule.ts';
import { shards } from '../../shared/clusters/shards.ts';
import { claimDue, type DueCluster, dueClusters } from '../../shared/clusters/store/due.ts';
import type { Table } from '../../shared/clusters/store/table.ts';

export interface TickWorld {
  table: Table;
  queue: PushQueue;
  now: () => number;
  newId: () => string;
}

export interface TickReport {
  dispatched: number;
  /** Clusters another tick, or an admin's request, took first. */
  takenByOthers: number;
  /** Claimed, but not taken by SQS: they come due again by themselves. */
  unsent: number;
  /** Whether time ran out first: the next tick goes on. */
  stoppedEarly: boolean;
}

/** Claims in flight per shard; the shards run side by side. */
const claimsPerShard = 4;

/**
 * Sends a push message for every cluster that is due, until none is left or `outOfTime` says to stop. What
 * fails holds up only its own cluster, or, where the queue or an index fails, its own shard; the first fault
 * is thrown once all the others are done.
 */
export async function tick(world: TickWorld, outOfTime: () => boolean): Promise<TickReport> {
  const report: TickReport = { dispatched: 0, takenByOthers: 0, unsent: 0, stoppedEarly: false };
  const seenAt = new Date(world.now()).toISOString();
  const faults: unknown[] = [];
  await Promise.all(
    shards.map((shard) =>
      drainShard(dueClusters(world.table, shard, seenAt), world, outOfTime, report, faults).catch((fault) =>
        faults.push(fault),
      ),
    ),
  );
  if (faults.length > 0) throw faults[0];
  return report;
}

async function drainShard(
  due: AsyncGenerator<DueCluster>,
  world: TickWorld,
  outOfTime: () => boolean,
  report: TickReport,
  faults: unknown[],
): Promise<void> {
  for await (const batch of inBatches(due, largestBatch)) {
    if (outOfTime()) {
      report.stoppedEarly = true;
      return;
    }
    const messages: PushMessage[] = [];
    for (let from = 0; from < batch.length; from += claimsPerShard)
      messages.push(...(await claimAll(batch.slice(from, from + claimsPerShard), world, faults)));
    const unsent = await dispatch(world.queue, messages);
    report.takenByOthers += batch.length - messages.length;
    report.unsent += unsent.length;
    report.dispatched += messages.length - unsent.length;
  }
}

async function claimAll(
  due: readonly DueCluster[],
  world: TickWorld,
  faults: unknown[],
): Promise<PushMessage[]> {
  const retryAt = new Date(world.now() + claimMilliseconds).toISOString();
  const claimed = await Promise.all(
    due.map(async (cluster): Promise<PushMessage[]> => {
      const claim = world.newId();
      const taken = await claimDue(world.table, cluster, claim, retryAt).catch((fault) => {
        faults.push(fault);
        return false;
      });
      if (!taken) return [];
      return [{ cluster: cluster.name, claim, correlationId: world.newId() }];
    }),
  );
  return claimed.flat();
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
