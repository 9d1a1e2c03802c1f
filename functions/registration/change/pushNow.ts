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
  const correlationId = world.newId();
  try {
    const lane = laneOf({ ...status, isSuspect: suspect !== undefined });
    const queue = { network: networkOf(world.queues, spec.site), lane };
    const refused = await dispatch(world.queues, queue, [{ cluster: name, claim, correlationId }]);
    if (refused.length === 0)
      return world.log.info('push dispatched', { cluster: name, claim, correlationId });
    world.log.warn('SQS took no push: it comes later', { cluster: name, claim, correlationId });
  } catch (error) {
    world.log.warn('SQS took no push: it comes later', {
      cluster: name,
      claim,
      correlationId,
      ...faultFields(error),
    });
  }
}
