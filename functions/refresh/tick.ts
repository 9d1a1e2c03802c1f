import pMap from 'p-map';
import {
  dispatch,
  type Network,
  networkOf,
  type PushMessage,
  type PushQueues,
} from '../../shared/clusters/dispatch.ts';
import { claimMilliseconds } from '../../shared/clusters/schedule.ts';
import { shards } from '../../shared/clusters/shards.ts';
import { claimDue, type DueCluster, dueClusters } from '../../shared/clusters/store/due.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { type DownQueues, downQueues } from './downQueues.ts';
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
  /** Clusters of a site that is not deployed: the push in the default network records that. */
  ofUnknownSite: number;
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
 * that cannot be written to ends the tick for its lane of its network, and for a lane as a whole once none of its
 * queues can be, so that no claim is wasted. The first fault is thrown at the end.
 */
export async function tick(world: TickWorld, outOfTime: () => boolean): Promise<TickReport> {
  const faults: unknown[] = [];
  const due = await readDue(world, faults);
  const report: TickReport = {
    dispatched: 0,
    takenByOthers: 0,
    unsent: 0,
    ofUnknownSite: 0,
    stoppedEarly: false,
    oldestDueSeconds: oldestSeconds(due, world.now()),
  };
  const down = downQueues(world.queues);
  await pMap(
    inOrder(due),
    async (batch) => {
      report.stoppedEarly ||= outOfTime();
      if (report.stoppedEarly || down.hasAll(batch.lane)) return;
      await sendBatch(batch, { world, report, faults, down });
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

interface Sending {
  world: TickWorld;
  report: TickReport;
  faults: unknown[];
  down: DownQueues;
}

/** To which queue a cluster goes is known once it is claimed: a batch may part into several. */
async function sendBatch(
  { lane: of, clusters }: Batch,
  { world, report, faults, down }: Sending,
): Promise<void> {
  const claimed = await claimAll(clusters, world, faults);
  report.takenByOthers += clusters.length - claimed.length;
  report.ofUnknownSite += claimed.filter(({ site, network }) => site !== network).length;
  const byQueue = Map.groupBy(claimed, ({ network, isSuspect }) => JSON.stringify([network, isSuspect]));
  await Promise.all(
    [...byQueue.values()].map(async (those) => {
      const [{ network, isSuspect } = { network: undefined, isSuspect: false }] = those;
      const lane = isSuspect ? 'suspect' : of;
      const messages = those.map(({ message }) => message);
      if (down.has(network, lane)) {
        report.unsent += messages.length;
        return;
      }
      try {
        const unsent = await dispatch(world.queues, { network, lane }, messages);
        report.unsent += unsent.length;
        report.dispatched += messages.length - unsent.length;
      } catch (fault) {
        down.add(network, lane);
        faults.push(fault);
      }
    }),
  );
}

interface Claimed {
  message: PushMessage;
  site: string | undefined;
  isSuspect: boolean;
  network: Network;
}

async function claimAll(
  due: readonly DueCluster[],
  { table, queues, now, newId }: TickWorld,
  faults: unknown[],
): Promise<Claimed[]> {
  const retryAt = new Date(now() + claimMilliseconds).toISOString();
  const claimed = await Promise.all(
    due.map(async (cluster): Promise<Claimed[]> => {
      const claim = newId();
      const taken = await claimDue(table, cluster, { claim, retryAt }).catch((fault) => {
        faults.push(fault);
        return undefined;
      });
      if (taken === undefined) return [];
      const message = { cluster: cluster.name, claim, correlationId: newId() };
      return [{ ...taken, message, network: networkOf(queues, taken.site) }];
    }),
  );
  return claimed.flat();
}

function oldestSeconds(due: readonly DueCluster[], now: number): number {
  const oldest = due.reduce((first, { nextPushAt }) => Math.min(first, Date.parse(nextPushAt)), now);
  return Math.round((now - oldest) / 1000);
}
