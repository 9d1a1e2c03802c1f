import type { Failure } from '../failure.ts';
import { isClusterWide, TooMuchAnswered } from '../kubernetes/failures.ts';
import type { Breaker } from './kind.ts';

/**
 * Gives a cluster up once as many requests in a row as may be in flight failed for a reason that is the
 * cluster's and not one namespace's; at the first one that would befall all others too; or at the first time limit where nothing was answered yet: all that is in
 * flight ends with it, so that a hung API server costs one round of time limits and no second. Time
 * limits may also be due to a webhook of those namespaces alone: an answer to anything else takes them back.
 */
export function breaker(inARow: number): Breaker {
  let streak = 0;
  let answered = false;
  let isDown = false;
  let hungBy: Failure | undefined;
  let trippedBy: Failure | undefined;
  return {
    tripped: () => trippedBy ?? hungBy,
    succeeded: () => {
      answered = true;
      streak = 0;
    },
    failed: (failure) => {
      if (!isClusterWide(failure)) {
        answered ||= failure.status !== undefined;
        streak = 0;
        return;
      }
      streak++;
      if (streak >= inARow || isCertain(failure)) trippedBy ??= failure;
      if (failure.kind === 'timeout' && !answered) hungBy ??= failure;
    },
    mayHang: () => !isDown && (trippedBy ?? hungBy)?.kind === 'timeout',
    settle: (didAnswer) => {
      isDown = !didAnswer;
      if (!didAnswer) return;
      answered = true;
      streak = 0;
      hungBy = trippedBy = undefined;
    },
  };
}

function isCertain(failure: Failure): boolean {
  return failure.kind === 'unauthorized' || failure.kind === 'tls' || failure instanceof TooMuchAnswered;
}
