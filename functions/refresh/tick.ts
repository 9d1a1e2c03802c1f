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
import { iso } from '../../shared/iso.ts';
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
  /** Clusters that another tick, or an admin's request, claimed first. */
  takenByOthers: number;
  /** Claimed, but refused by SQS: they come due again without further action. */
  unsent: number;
  /** Clusters of a site that is not deployed: the push in the default network records that. */
  ofUnknownSite: number;
  /** Whether it ran out of time: the next tick continues. */
  stoppedEarly: boolean;
  /** Seconds by which the longest-waiting push was overdue when the tick began; 0 if none is due. */
  oldestDueSeconds: number;
}

/** Batches of up to ten clusters that are claimed and sent at the same time. */
const batchesInFlight = 4;

/**
 * Sends a push message for every due cluster, most urgent first, until none is left or `outOfTime` returns true. A
 * cluster that cannot be claimed, or an index that cannot be read, delays no other. If a queue cannot be written to,
 * the tick stops using it, and stops a lane whose queues have all failed, so that no claim is wasted. Throws the first
 * fault at the end.
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
  const seenAt = iso(now());
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

/** A cluster's queue is only known once it is claimed, so a batch may be split. */
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
  const retryAt = iso(now() + claimMilliseconds);
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
