import pMap from 'p-map';
import { dispatch, type Lane, type PushMessage, type PushQueues } from '../../shared/clusters/dispatch.ts';
import { claimMilliseconds } from '../../shared/clusters/schedule.ts';
import { shards } from '../../shared/clusters/shards.ts';
import { claimDue, type DueCluster, dueClusters } from '../../shared/clusters/store/due.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { type Batch, inOrder } from './inOrder.ts';

export interface TickWorld {
  table: Table;
  queues: PushQueues;
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
  /** Seconds that the oldest due cluster was overdue as the tick began; 0 with none due. */
  oldestDueSeconds: number;
}

/** Batches claimed and sent at the same time, of up to ten clusters each. */
const batchesInFlight = 4;

/**
 * Sends a push message for every cluster that is due, the most urgent first, until none is left or `outOfTime`
 * says to stop. A cluster that cannot be claimed, or an index that cannot be read, holds up no other; a queue
 * that cannot be written to ends the tick for its lane, lest all be claimed in vain. The first fault is thrown at
 * the end.
 */
export async function tick(world: TickWorld, outOfTime: () => boolean): Promise<TickReport> {
  const faults: unknown[] = [];
  const due = await readDue(world, faults);
  const report: TickReport = {
    dispatched: 0,
    takenByOthers: 0,
    unsent: 0,
    stoppedEarly: false,
    oldestDueSeconds: oldestSeconds(due, world.now()),
  };
  const down = new Set<Lane>();
  await pMap(
    inOrder(due),
    async (batch) => {
      report.stoppedEarly ||= outOfTime();
      if (report.stoppedEarly || down.has(batch.lane)) return;
      await sendBatch(batch, world, report, faults).catch((fault) => {
        down.add(batch.lane);
        faults.push(fault);
      });
    },
    { concurrency: batchesInFlight },
  );
  if (faults.length > 0) throw faults[0];
  return report;
}

async function readDue({ table, now }: TickWorld, faults: unknown[]): Promise<DueCluster[]> {
  const seenAt = new Date(now()).toISOString();
  const due: DueCluster[] = [];
  await Promise.all(
    shards.map(async (shard) => {
      try {
        for await (const cluster of dueClusters(table, shard, seenAt)) due.push(cluster);
      } catch (fault) {
        faults.push(fault);
      }
    }),
  );
  return due;
}

async function sendBatch(
  { lane, clusters }: Batch,
  world: TickWorld,
  report: TickReport,
  faults: unknown[],
): Promise<void> {
  const messages = await claimAll(clusters, world, faults);
  report.takenByOthers += clusters.length - messages.length;
  const unsent = await dispatch(world.queues, lane, messages);
  report.unsent += unsent.length;
  report.dispatched += messages.length - unsent.length;
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

function oldestSeconds(due: readonly DueCluster[], now: number): number {
  const oldest = due.reduce((first, { nextPushAt }) => Math.min(first, Date.parse(nextPushAt)), now);
  return Math.round((now - oldest) / 1000);
}
