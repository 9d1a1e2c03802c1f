import type { ClusterRecord, ClusterStatus, Phase } from '../../shared/clusters/record.ts';
import { decideNextPush, slotOf } from '../../shared/clusters/schedule.ts';
import type { Outcome } from './outcome.ts';

/** The status after a push, from the one before and what the push did. Times are epoch milliseconds. */
export function decideStatus(
  record: ClusterRecord,
  outcome: Outcome,
  { startedAt, now, random }: { startedAt: number; now: number; random: () => number },
): ClusterStatus {
  const before = record.status;
  const { error } = outcome;
  const consecutiveFailures = error !== undefined ? before.consecutiveFailures + 1 : 0;
  const validUntil = decideValidUntil(before, outcome);
  const next = decideNextPush({
    now,
    refreshEveryMinutes: record.spec.refreshEveryMinutes,
    slot: slotOf(record.name),
    consecutiveFailures,
    validUntil,
    random,
  });
  return {
    phase: decidePhase(before, outcome),
    lastAttemptAt: iso(startedAt),
    nextPushAt: iso(next.at),
    consecutiveFailures,
    namespaces: outcome.namespaces,
    ...(validUntil !== undefined && { validUntil: iso(validUntil) }),
    ...(error !== undefined
      ? { error, failingSince: before.failingSince ?? iso(startedAt), ...kept(before) }
      : { lastSuccessAt: iso(startedAt) }),
  };
}

/**
 * Raised only by a push that wrote everything. A partly failed one left older credentials somewhere, whose
 * expiry is the one recorded; and where it wrote a shorter-lived one, that counts.
 */
function decideValidUntil(
  before: ClusterStatus,
  { error, writtenUntil, wroteAll }: Outcome,
): number | undefined {
  if (error === undefined || wroteAll) return writtenUntil;
  if (before.validUntil === undefined) return undefined;
  return Math.min(Date.parse(before.validUntil), writtenUntil ?? Number.POSITIVE_INFINITY);
}

function decidePhase(before: ClusterStatus, { error, namespaces }: Outcome): Phase {
  if (before.phase === 'Deregistering') return 'Deregistering';
  if (error === undefined) return 'Healthy';
  return namespaces.ready > 0 ? 'Degraded' : 'Failing';
}

function kept({ lastSuccessAt }: ClusterStatus) {
  return lastSuccessAt === undefined ? {} : { lastSuccessAt };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
