import type { ClusterRecord, ClusterStatus, Phase } from '../../shared/clusters/record.ts';
import { decideNextPush, decideNextSweep, slotOf } from '../../shared/clusters/schedule.ts';
import { notesAfter } from '../../shared/registries/notes.ts';
import type { GivenCredential } from '../../shared/registries/tokens.ts';
import { endOf } from './endOf.ts';
import { isSwept } from './isSwept.ts';
import type { Outcome } from './outcome.ts';

/** When a push ran, in epoch milliseconds, and whether it was no more than a sweep. */
export interface PushRun {
  startedAt: number;
  now: number;
  swept: boolean;
  /** The credentials that it was given, by the names of the registries. */
  given: ReadonlyMap<string, GivenCredential>;
  random: () => number;
}

/** The status after a push, from the one before and what the push did. */
export function decideStatus(record: ClusterRecord, outcome: Outcome, run: PushRun): ClusterStatus {
  const before = record.status;
  const { error } = outcome;
  const consecutiveFailures = error !== undefined ? before.consecutiveFailures + 1 : 0;
  const validUntil = decideValidUntil(before, outcome, run.swept);
  const wroteEverything = outcome.wroteAll && !run.swept;
  const tokenNotes = notesAfter(record.spec.registries, before.tokenNotes, run.given);
  return {
    phase: decidePhase(before, outcome),
    lastAttemptAt: iso(run.startedAt),
    ...decideNext(record, { consecutiveFailures, validUntil }, run),
    consecutiveFailures,
    namespaces: outcome.namespaces,
    ...(validUntil !== undefined && endingAt(validUntil)),
    ...(tokenNotes !== undefined && { tokenNotes }),
    ...(!wroteEverything && before.withdrawnAt !== undefined && { withdrawnAt: before.withdrawnAt }),
    ...(error !== undefined
      ? { error, failingSince: before.failingSince ?? iso(run.startedAt), ...kept(before) }
      : run.swept
        ? kept(before)
        : { lastSuccessAt: iso(run.startedAt), servedVersion: record.version }),
  };
}

/**
 * Raised only by a push that wrote everything. A partly failed one left older credentials somewhere, whose
 * expiry is the one recorded; and where it wrote a shorter-lived one, that counts. A sweep leaves out what is well.
 */
function decideValidUntil(
  before: ClusterStatus,
  { writtenUntil, wroteAll }: Outcome,
  swept: boolean,
): number | undefined {
  if (wroteAll && !swept) return writtenUntil;
  const held = endOf(before);
  return held && Math.min(held, writtenUntil ?? Number.POSITIVE_INFINITY);
}

function endingAt(validUntil: number): Pick<ClusterStatus, 'validUntil' | 'endless'> {
  return Number.isFinite(validUntil) ? { validUntil: iso(validUntil) } : { endless: true };
}

function decidePhase(before: ClusterStatus, { error, namespaces }: Outcome): Phase {
  if (before.phase === 'Deregistering') return 'Deregistering';
  if (error === undefined) return 'Healthy';
  return namespaces.ready > 0 ? 'Degraded' : 'Failing';
}

/** After a success the next refresh has a time of its own, and sweeps may come before it. */
function decideNext(
  { name, spec, status: before }: ClusterRecord,
  { consecutiveFailures, validUntil }: { consecutiveFailures: number; validUntil: number | undefined },
  { now, swept, random }: PushRun,
): Pick<ClusterStatus, 'nextPushAt' | 'nextRefreshAt'> {
  const slot = slotOf(name);
  const { refreshEveryMinutes, sweepEveryMinutes } = spec;
  const planned = decideNextPush({ now, refreshEveryMinutes, slot, consecutiveFailures, validUntil, random });
  if (consecutiveFailures > 0 || !isSwept(spec)) return { nextPushAt: iso(planned.at) };
  const refresh = swept ? Date.parse(before.nextRefreshAt ?? '') || now : planned.at;
  const sweep = decideNextSweep({ now, slot, everyMinutes: sweepEveryMinutes });
  return { nextPushAt: iso(Math.min(refresh, sweep)), nextRefreshAt: iso(refresh) };
}

function kept({ lastSuccessAt, servedVersion }: ClusterStatus) {
  return {
    ...(lastSuccessAt !== undefined && { lastSuccessAt }),
    ...(servedVersion !== undefined && { servedVersion }),
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
