import type { ClusterStatus } from '../../shared/clusters/record.ts';

/** The writes of one push whose end is unknown. */
export interface Unanswered {
  /** Epoch milliseconds until which one of them may still be carried out; absent if all were answered. */
  until?: number;
  /** @param until epoch milliseconds */
  note(until: number): void;
}

export function newUnanswered(): Unanswered {
  const unanswered: Unanswered = {
    note: (until) => {
      unanswered.until = Math.max(until, unanswered.until ?? 0);
    },
  };
  return unanswered;
}

/**
 * When to look again at what a push did that began at `startedAt` (both in epoch milliseconds): a write of one before it
 * may be carried out until then, and come over it. Undefined if nothing is to be feared.
 *
 *   push A writes ── no answer              the API server does it
 *             push B, or a removal ✓ ──────────────┴───────── push C ✓
 *
 * Not for the push's own: what it sent again after no answer was the same.
 */
export function lookAgainAt(status: ClusterStatus, startedAt: number): number | undefined {
  const until = endOfLateWrites(status);
  return startedAt < until ? until : undefined;
}

/** Epoch milliseconds; 0 where the record knows of none. */
export function endOfLateWrites({ lateWriteUntil }: ClusterStatus): number {
  return lateWriteUntil === undefined ? 0 : Date.parse(lateWriteUntil);
}
