import { addEvent, type ClusterEvent } from '../../../shared/clusters/store/events.ts';
import { iso } from '../../../shared/iso.ts';
import { callerOf, type HttpEvent } from '../http/event.ts';
import type { World } from '../world.ts';

/** Records the caller's action in the cluster's trail. `message` names fields, never their values. */
export async function audit(
  world: World,
  event: HttpEvent,
  cluster: string,
  type: ClusterEvent['type'],
  message: string,
): Promise<void> {
  const at = iso(world.now());
  await addEvent(world.table, cluster, { at, type, by: callerOf(event), message }, world.newId());
}
