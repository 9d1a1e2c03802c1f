import type { Failure } from '../failure.ts';
import { isClusterWide } from '../kubernetes/failures.ts';
import type { Breaker } from './kind.ts';

/**
 * Gives a cluster up once as many requests in a row as may be in flight failed for a reason that is the
 * cluster's and not one namespace's: a hung API server then costs one round of time limits, not one per
 * namespace.
 */
export function breaker(inARow: number): Breaker {
  let streak = 0;
  let trippedBy: Failure | undefined;
  return {
    tripped: () => trippedBy,
    succeeded: () => {
      streak = 0;
    },
    failed: (failure) => {
      if (!isClusterWide(failure)) {
        streak = 0;
        return;
      }
      streak++;
      if (streak >= inARow || failure.kind === 'unauthorized' || failure.kind === 'tls')
        trippedBy ??= failure;
    },
  };
}
