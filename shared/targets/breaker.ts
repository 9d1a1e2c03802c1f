import type { Failure } from '../failure.ts';
import { isClusterWide } from '../kubernetes/failures.ts';
import type { Breaker } from './kind.ts';

/** Targets that may each wait for a time limit before an API server that has answered nothing is given up. */
const mostHangs = 2;

/**
 * Gives a cluster up once as many requests in a row as may be in flight failed for a reason that is the
 * cluster's and not one namespace's; or at the first time limit where nothing was answered yet: all that is in
 * flight ends with it, so that a hung API server costs one round of time limits and no second. It might have been
 * a webhook of that target's namespaces alone: the next target tries once more.
 */
export function breaker(inARow: number): Breaker {
  let streak = 0;
  let answered = false;
  let hangs = 0;
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
      if (streak >= inARow || failure.kind === 'unauthorized' || failure.kind === 'tls')
        trippedBy ??= failure;
      if (failure.kind === 'timeout' && !answered && hungBy === undefined) {
        hungBy = failure;
        hangs++;
      }
    },
    nextTarget: () => {
      if (hangs < mostHangs) hungBy = undefined;
    },
  };
}
