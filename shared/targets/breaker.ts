import type { Failure } from '../failure.ts';
import { isClusterWide, TooMuchAnswered } from '../kubernetes/failures.ts';
import type { Breaker } from './kind.ts';

/**
 * Decides when to give up a cluster: after as many failures in a row as requests may be in flight, if they are about
 * the cluster and not one namespace; at the first failure that all other requests would meet too; or at the first time
 * limit before any answer. Requests in flight end with it, so a hung API server costs one round of time limits, not
 * two. Only a webhook in those namespaces may be hanging: an answer to any other request revokes a decision based on
 * time limits.
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
