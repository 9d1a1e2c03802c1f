import type { ClusterStatus } from '../../shared/clusters/record.ts';
import type { ClusterEvent } from '../../shared/clusters/store/events.ts';
import type { Repair } from '../../shared/targets/kind.ts';

type Event = Omit<ClusterEvent, 'at'>;

const by = 'pullpass';
const mostNamed = 5;

/** What a push adds to the audit trail: changes of condition and of what others did, not every push. */
export function decideEvents(
  before: ClusterStatus,
  after: ClusterStatus,
  repairs: readonly Repair[],
): Event[] {
  return [...(repairs.length > 0 ? [repaired(repairs)] : []), ...conditionChanged(before, after)];
}

function conditionChanged(before: ClusterStatus, after: ClusterStatus): Event[] {
  if (after.error !== undefined) {
    if (before.error?.kind === after.error.kind) return [];
    return [{ type: 'failed', by, message: after.error.message, error: after.error }];
  }
  if (before.error !== undefined)
    return [
      { type: 'recovered', by, message: `Recovered after ${before.consecutiveFailures} failed pushes` },
    ];
  if (before.lastSuccessAt === undefined)
    return [{ type: 'served', by, message: `First push: ${after.namespaces.ready} namespaces can pull` }];
  return [];
}

function repaired(repairs: readonly Repair[]): Event {
  const named = repairs.slice(0, mostNamed).map(({ object, because }) => `${object} (${because})`);
  const more = repairs.length - named.length;
  return {
    type: 'repaired',
    by,
    message: `Put back ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
  };
}
