import type { ClusterStatus } from '../../shared/clusters/record.ts';

/** Those writes of one push whose outcome is unknown. */
export interface Unanswered {
  /** Until when one of them may still take effect, in epoch milliseconds; absent if all were answered. */
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
 * When to check again what a push did that began at `startedAt` (both in epoch milliseconds): until then, a write of an
 * earlier push may take effect and overwrite it. Undefined if none can.
 *
 *   push A writes ── no answer              the API server does it
 *             push B, or a removal ✓ ──────────────┴───────── push C ✓
 *
 * The push's own late writes do not matter: what it repeated after no answer was the same.
 */
export function lookAgainAt(status: ClusterStatus, startedAt: number): number | undefined {
  const until = endOfLateWrites(status);
  return startedAt < until ? until : undefined;
}

/** Epoch milliseconds; 0 if the record knows of none. */
export function endOfLateWrites({ lateWriteUntil }: ClusterStatus): number {
  return lateWriteUntil === undefined ? 0 : Date.parse(lateWriteUntil);
}
