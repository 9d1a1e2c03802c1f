import { dispatch, laneOf, networkOf } from '../../../shared/clusters/dispatch.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import type { World } from '../world.ts';

/**
 * Dispatches a record's claim. If SQS refuses it, the request does not fail: the record is stored, and comes due at its
 * nextPushAt.
 */
export async function pushNow(
  world: World,
  { name, spec, claim, status, suspect }: ClusterRecord,
): Promise<void> {
  if (claim === undefined) return;
  const push = { cluster: name, claim, correlationId: world.newId() };
  const refused = 'SQS took no push: it comes later';
  try {
    const lane = laneOf({ ...status, isSuspect: suspect !== undefined });
    const queue = { network: networkOf(world.queues, spec.site), lane };
    const unsent = await dispatch(world.queues, queue, [push]);
    if (unsent.length === 0) world.log.info('push dispatched', push);
    else world.log.warn(refused, push);
  } catch (error) {
    world.log.warn(refused, { ...push, ...faultFields(error) });
  }
}
