import type { ClusterStatus } from '../../shared/clusters/record.ts';
import type { ClusterEvent } from '../../shared/clusters/store/events.ts';

/** What a push adds to the audit trail: changes of condition, not every push. */
export function decideEvent(
  before: ClusterStatus,
  after: ClusterStatus,
): Omit<ClusterEvent, 'at'> | undefined {
  const by = 'pullpass';
  if (after.error !== undefined) {
    if (before.error?.kind === after.error.kind) return undefined;
    return { type: 'failed', by, message: after.error.message, error: after.error };
  }
  if (before.error !== undefined)
    return { type: 'recovered', by, message: `Recovered after ${before.consecutiveFailures} failed pushes` };
  if (before.lastSuccessAt === undefined)
    return { type: 'served', by, message: `First push: ${after.namespaces.ready} namespaces can pull` };
  return undefined;
}
