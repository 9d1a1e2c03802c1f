import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { addEvent, type ClusterEvent } from '../../../shared/clusters/store/events.ts';
import { noteLateWrite } from '../../../shared/clusters/store/lateWrites.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Vault } from '../../../shared/kubeconfig/vault.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import { endOfLateWrites } from '../lateWrites.ts';
import { removedEvents } from '../record/removedEvents.ts';
import type { PushWorld } from '../world.ts';
import { cleanCluster } from './cleanCluster.ts';

/**
 * Whether what a superseded push wrote has to go. A deregistration may have cleaned the cluster while it still wrote,
 * and nobody would come again:
 *
 *   push starts ───────────────────────── writes ── records ✗ ── takes it back
 *     deregistration: cleans ── forgets
 */
export function decideUndo(pushed: ClusterRecord, now: ClusterRecord | undefined): boolean {
  if (now === undefined) return true;
  // One that was registered anew under the name is pushed to by itself.
  return now.createdAt === pushed.createdAt && now.status.phase === 'Deregistering';
}

/** What a push that was overtaken did. */
export interface Overtaken {
  /** Whether it wrote anything, or may have. */
  wrote: boolean;
  /** Epoch milliseconds: until when a write of it may still be carried out; absent where all were answered. */
  unansweredUntil: number | undefined;
}

/**
 * Sees to what a superseded push wrote: where all is to go, it is removed; where another version of the spec is in force,
 * or writes of it may come late, the cluster is pushed to once more after that.
 */
export async function settleOvertaken(
  record: ClusterRecord,
  world: PushWorld,
  deadline: number,
  { wrote, unansweredUntil }: Overtaken,
): Promise<void> {
  const current = await world.readRecord(record.name);
  const isLeft = decideUndo(record, current);
  const mayBeOlder = wrote && current?.createdAt === record.createdAt && current.version !== record.version;
  const until = unansweredUntil ?? (mayBeOlder && !isLeft ? world.now() : undefined);
  const noted = until !== undefined && current !== undefined && (await noteOn(current, until, world));
  if (!isLeft) return;
  if (until !== undefined && !noted) await waitFor(until, world, deadline);
  await undo(record, world, deadline);
}

function noteOn(current: ClusterRecord, until: number, { table }: PushWorld): Promise<boolean> {
  const latest = Math.max(until, endOfLateWrites(current.status));
  return noteLateWrite(table, current, iso(latest));
}

/** Milliseconds that taking back what was written may need. */
const reserve = 20_000;

/** Nobody comes again to a cluster that is forgotten: who wrote to it waits for its own writes, for as long as it may. */
async function waitFor(until: number, { now, sleep, log }: PushWorld, deadline: number): Promise<void> {
  const latest = deadline - reserve;
  if (until > latest)
    log.warn('a write may still take effect after everything was removed', { until: iso(until) });
  await sleep(Math.max(0, Math.min(until, latest) - now()));
}

/**
 * Removes all that the targets wrote. What fails then is tried no more: the trail tells what is there, for it said before
 * that nothing was.
 */
async function undo(record: ClusterRecord, world: PushWorld, deadline: number): Promise<void> {
  const outcome = await cleanCluster(record, world, deadline);
  const { error, fault } = outcome;
  for (const event of [...removedEvents(outcome), ...(error === undefined ? [] : [leftBehind(error)])])
    await addEvent(world.table, record.name, { at: iso(world.now()), ...event }, world.newId());
  if (error === undefined)
    return world.log.info('removed what was written while the cluster was deregistered', {
      cluster: record.name,
    });
  world.log.warn('could not remove what was written while the cluster was deregistered', {
    cluster: record.name,
    error,
    ...(fault !== undefined && faultFields(fault)),
  });
}

function leftBehind(error: FailureReport): Omit<ClusterEvent, 'at'> {
  const message = `A push that was still running wrote into the cluster after it was cleaned, and this could not be removed: ${error.message}`;
  return { type: 'failed', by: 'pullpass', message, error };
}

/** A world whose vault gives the kubeconfig again that it gave, though it was deleted meanwhile. */
export function remembering(world: PushWorld): PushWorld {
  const read = new Map<string, Promise<Kubeconfig>>();
  const vault: Vault = {
    remove: (cluster) => world.vault.remove(cluster),
    read: (cluster, version) => {
      const known = read.get(version) ?? world.vault.read(cluster, version);
      read.set(version, known);
      return known;
    },
  };
  return { ...world, vault };
}
