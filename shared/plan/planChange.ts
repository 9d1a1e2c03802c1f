import type { ClusterRecord } from '../clusters/record.ts';
import { nothingPlanned, type Plan } from './plan.ts';
import { changedRemovals, leavings, retiredRemovals } from './removals.ts';
import { writesOf } from './writes.ts';

type Planned = Pick<ClusterRecord, 'spec' | 'retired'>;

/** What a change does to the cluster. `before`: absent for a registration. */
export function planChange(before: Planned | undefined, after: Planned): Plan {
  return {
    writes: writesOf(before?.spec, after.spec),
    removes: [
      ...retiredRemovals(after.retired, after.spec.targets),
      ...(before === undefined ? [] : changedRemovals(before.spec, after.spec)),
    ],
    leaves: before === undefined ? [] : leavings(before.spec, after.spec),
    ...(after.spec.paused && { afterResuming: true }),
  };
}

/** What deregistering does: it removes all that PullPass wrote, or leaves it if the cluster is forgotten by force. */
export function planDeregistration({ spec, retired }: Planned, force: boolean): Plan {
  const all = retiredRemovals([...retired, ...spec.targets], []);
  return force ? { ...nothingPlanned, leaves: all } : { ...nothingPlanned, removes: all };
}
