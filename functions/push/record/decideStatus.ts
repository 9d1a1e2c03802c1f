import { isSwept } from '../../../shared/clusters/isSwept.ts';
import type { ClusterRecord, ClusterStatus, Phase } from '../../../shared/clusters/record.ts';
import { decideRenewal } from '../../../shared/clusters/renewal/decideRenewal.ts';
import type { RenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { decideNextPush, nextSlot, slotOf } from '../../../shared/clusters/schedule.ts';
import { defined } from '../../../shared/defined.ts';
import { type Ends, never } from '../../../shared/ends.ts';
import { iso } from '../../../shared/iso.ts';
import { sessionLife } from '../../../shared/registries/lives.ts';
import { areBound, notesAfter, type TokenNotes } from '../../../shared/registries/notes.ts';
import { endOfLateWrites, lookAgainAt } from '../lateWrites.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Run } from '../run.ts';

const minute = 60_000;

/** When and how a push ran. */
export interface PushRun extends Pick<Run, 'startedAt' | 'swept'> {
  /** Epoch milliseconds. */
  now: number;
  /** Epoch milliseconds: until when one of its unanswered writes may take effect. */
  unansweredUntil?: number | undefined;
  given: Run['lease']['given'];
  renewals: RenewalSettings;
  /** Whether the API server refused the credential in use. */
  refused?: boolean;
  /** Only a push that may renew a due credential makes the next one come earlier. Default: true. */
  serves?: boolean;
  random: () => number;
}

/** Whether everything is now as the spec says: a refresh wrote everything, and no late write can overwrite it. */
export function wroteEverything(
  { status }: Pick<ClusterRecord, 'status'>,
  { wroteAll }: Pick<Outcome, 'wroteAll'>,
  { swept, startedAt }: Pick<PushRun, 'swept' | 'startedAt'>,
): boolean {
  return wroteAll && !swept && lookAgainAt(status, startedAt) === undefined;
}

/** The status after a push, from the status before and the push's outcome. */
export function decideStatus(record: ClusterRecord, outcome: Outcome, run: PushRun): ClusterStatus {
  const before = record.status;
  const { error, problems, furtherProblems, namespaces } = outcome;
  const startedAt = iso(run.startedAt);
  const failed = error !== undefined;
  const refreshed = !failed && !run.swept;
  const consecutiveFailures = failed ? before.consecutiveFailures + 1 : 0;
  const againAt = lookAgainAt(before, run.startedAt);
  const everything = wroteEverything(record, outcome, run);
  const lateWrite = Math.max(run.unansweredUntil ?? 0, everything ? 0 : endOfLateWrites(before));
  const tokenNotes = notesAfter(record.spec.registries, before.tokenNotes, run.given);
  const ends = everything ? outcome.writtenUntil : endOfHeld(before, outcome, tokenNotes);
  return {
    phase: decidePhase(before, outcome),
    lastAttemptAt: startedAt,
    ...inTimeToRenew(decideNext(record, { consecutiveFailures, ends, againAt }, run), record, {
      ...run,
      failed,
    }),
    consecutiveFailures,
    namespaces,
    ...defined({
      ends,
      tokenNotes,
      error,
      problems: problems.length > 0 ? problems : undefined,
      furtherProblems: furtherProblems || undefined,
      countedVersion: failed ? record.version : undefined,
      uncoveredSince: isUncovered(outcome, ends, run.now) ? (before.uncoveredSince ?? startedAt) : undefined,
      withdrawnAt: everything ? undefined : before.withdrawnAt,
      lateWriteUntil: lateWrite > 0 ? iso(lateWrite) : undefined,
      failingSince: failed ? (before.failingSince ?? startedAt) : undefined,
      lastSuccessAt: refreshed ? startedAt : before.lastSuccessAt,
      servedVersion: refreshed ? record.version : before.servedVersion,
    }),
  };
}

/**
 * Only a push that wrote everything raises this expiry. After a partial failure, older credentials remain somewhere,
 * and theirs is the recorded one; a shorter-lived credential that was written counts too. A sweep leaves out what is in
 * order. Nor is it raised if a late write may overwrite what was written, perhaps with an older token.
 *
 * If tokens were seen to stop working at the end of the session that requested them, those in the cluster count no
 * longer than a session. Otherwise no new token would outlive them, and the cluster would keep tokens that its registry
 * refuses.
 */
function endOfHeld(
  before: ClusterStatus,
  { writtenUntil = never }: Outcome,
  notes: TokenNotes | undefined,
): Ends | undefined {
  const written = Date.parse(lastWrittenBy(before) ?? '');
  const session = areBound(notes) && written ? written + sessionLife : never;
  return before.ends && Math.min(before.ends, writtenUntil, session);
}

/** When everything was last written, at the latest. A push may write everything and then fail at something else. */
function lastWrittenBy({ error, lastSuccessAt, lastAttemptAt }: ClusterStatus): string | undefined {
  return error === undefined ? lastSuccessAt : lastAttemptAt;
}

/**
 * Whether pods cannot pull somewhere. A cluster also holds nothing if nobody could find out which namespaces are
 * chosen.
 */
function isUncovered({ namespaces, unlisted }: Outcome, ends: Ends | undefined, now: number): boolean {
  return (namespaces.uncovered ?? 0) > 0 || (unlisted && (ends ?? 0) <= now);
}

function decidePhase(before: ClusterStatus, { error, servedSome }: Outcome): Phase {
  if (before.phase === 'Deregistering') return 'Deregistering';
  if (error === undefined) return 'Healthy';
  return servedSome ? 'Degraded' : 'Failing';
}

/** After a success, the next refresh has its own time, and sweeps may come before it. A failure is retried anyway. */
function decideNext(
  { name, spec, status: before }: ClusterRecord,
  {
    consecutiveFailures,
    ends,
    againAt = Number.POSITIVE_INFINITY,
  }: { consecutiveFailures: number; ends: Ends | undefined; againAt: number | undefined },
  { now, swept, random }: PushRun,
): Pick<ClusterStatus, 'nextPushAt' | 'nextRefreshAt'> {
  const slot = slotOf(name);
  const { refreshEveryMinutes, sweepEveryMinutes } = spec;
  const planned = decideNextPush({ now, refreshEveryMinutes, slot, consecutiveFailures, ends, random });
  if (consecutiveFailures > 0) return { nextPushAt: iso(planned.at) };
  const refresh = Math.min(againAt, swept ? Date.parse(before.nextRefreshAt ?? '') || now : planned.at);
  if (!isSwept(spec)) return { nextPushAt: iso(refresh) };
  const sweep = nextSlot(now, sweepEveryMinutes, slot);
  return { nextPushAt: iso(Math.min(refresh, sweep)), nextRefreshAt: iso(refresh) };
}

/**
 * If a renewal is due before the next push, that push comes earlier: the token's life may be shorter than the interval.
 * Not for a suspect, which renews nothing until it is well, nor for a deregistering cluster, whose pushes renew
 * nothing.
 */
function inTimeToRenew(
  planned: ReturnType<typeof decideNext>,
  { name, spec, kubeconfig, suspect }: ClusterRecord,
  { now, renewals: settings, refused = false, serves = true, failed }: PushRun & { failed: boolean },
): ReturnType<typeof decideNext> {
  if (!serves) return planned;
  if (suspect !== undefined && failed) return planned;
  const verdict = decideRenewal({ renew: spec.renew, kubeconfig, name, now, settings, refused });
  if (!('at' in verdict)) return planned;
  const at = iso(Math.max(verdict.at, now + minute));
  return planned.nextPushAt !== undefined && planned.nextPushAt <= at
    ? planned
    : { ...planned, nextPushAt: at };
}
