import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { changeCluster } from '../../../shared/clusters/store/records.ts';
import { nameOf, type Request } from '../http/event.ts';
import type { World } from '../world.ts';
import { carryOut, type Decided } from './carryOut.ts';
import type { Changed } from './changed.ts';
import { changing } from './changing.ts';

/**
 * Puts the record that `decide` makes in the place of the stored one, and pushes under its claim. The same record changes
 * nothing. Nothing is checked. Throws a Problem.
 */
export function changeAndPush(
  world: World,
  request: Request,
  decide: (current: ClusterRecord) => Pick<Changed, 'record' | 'plan'> & Pick<Decided, 'push' | 'trail'>,
): Promise<Changed> {
  return changing(world, request.event, nameOf(request), async (current) => {
    const { push, trail, ...changed } = decide(current);
    if (changed.record === current) return changed;
    const store = () => changeCluster(world.table, changed.record, current);
    return carryOut(world, request.event, { changed, store, push, trail }, {});
  });
}
