import type { OwnEvent } from '../../../shared/clusters/store/events.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { describeRemoved, describeUnseen } from './describeRemoved.ts';

/** Reports what was removed from the cluster, whatever else failed: nobody can see it there any more. */
export function removedEvents({
  removed = [],
  unseen = [],
}: Pick<Outcome, 'removed' | 'unseen'>): OwnEvent[] {
  if (removed.length === 0) return [];
  const unknown = describeUnseen(unseen);
  const rest = unknown === '' ? '' : `. Not checked: ${unknown}`;
  return [{ type: 'removed', message: `Removed ${describeRemoved(removed)}${rest}` }];
}
