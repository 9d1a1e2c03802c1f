import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { OwnEvent } from '../../../shared/clusters/store/events.ts';
import { noteLateWrite } from '../../../shared/clusters/store/lateWrites.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import { endOfLateWrites } from '../lateWrites.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { addToTrail } from '../record/addToTrail.ts';
import { removedEvents } from '../record/removedEvents.ts';
import type { Run } from '../run.ts';
import { cleanCluster } from './cleanCluster.ts';

/**
 * Whether to remove what an overtaken push wrote. A deregistration may have cleaned the cluster while the push was
 * still writing, and nobody would come again:
 *
 *   push starts ───────────────────────── writes ── records ✗ ── takes it back
 *     deregistration: cleans ── forgets
 */
function decideUndo(pushed: ClusterRecord, now: ClusterRecord | undefined): boolean {
  if (now === undefined) return true;
  // A cluster registered again under the name gets pushes of its own.
  return now.createdAt === pushed.createdAt && now.status.phase === 'Deregistering';
}

/**
 * Handles what an overtaken push wrote. Removes it if everything should be removed. If another version of the spec
 * applies, or one of its writes may arrive late, schedules another push for after that.
 */
export async function settleOvertaken(run: Run, { writtenUntil }: Outcome): Promise<void> {
  const { record, world, unanswered } = run;
  const current = await world.readRecord(record.name);
  const isLeft = decideUndo(record, current);
  const wrote = writtenUntil !== undefined;
  const mayBeOlder = wrote && current?.createdAt === record.createdAt && current.version !== record.version;
  const until = unanswered.until ?? (mayBeOlder && !isLeft ? world.now() : undefined);
  const noted = until !== undefined && current !== undefined && (await noteOn(current, until, run));
  if (!isLeft) return;
  if (until !== undefined && !noted) await waitFor(until, run);
  await undo(run);
}

function noteOn(current: ClusterRecord, until: number, { world }: Run): Promise<boolean> {
  const latest = Math.max(until, endOfLateWrites(current.status));
  return noteLateWrite(world.table, current, iso(latest));
}

/** Milliseconds kept back for taking back what was written. */
const reserve = 20_000;

/**
 * Nobody returns to a forgotten cluster, so the push that wrote to it waits for its own late writes, as long as it may.
 */
async function waitFor(until: number, { world: { now, sleep, log }, deadline }: Run): Promise<void> {
  const latest = deadline - reserve;
  if (until > latest)
    log.warn('a write may still take effect after everything was removed', { until: iso(until) });
  await sleep(Math.max(0, Math.min(until, latest) - now()));
}

/**
 * Removes everything that the targets wrote. There is no retry. The trail reports what is left, since it said before
 * that nothing was.
 */
async function undo(run: Run): Promise<void> {
  const { log, now } = run.world;
  const outcome = await cleanCluster(run);
  const { error, fault } = outcome;
  await addToTrail(run, now(), [
    ...removedEvents(outcome),
    ...(error === undefined ? [] : [leftBehind(error)]),
  ]);
  if (error === undefined) return log.info('removed what was written while the cluster was deregistered', {});
  log.warn('could not remove what was written while the cluster was deregistered', {
    error,
    ...(fault !== undefined && faultFields(fault)),
  });
}

function leftBehind(error: FailureReport): OwnEvent {
  const message = `A push that was still running wrote into the cluster after it was cleaned, and this could not be removed: ${error.message}`;
  return { type: 'failed', message, error };
}
