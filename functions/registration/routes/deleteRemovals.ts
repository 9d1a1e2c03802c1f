import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { nothingPlanned } from '../../../shared/plan/plan.ts';
import { retiredRemovals } from '../../../shared/plan/removals.ts';
import { listRemovals } from '../../../shared/plan/removalsInWords.ts';
import { changeAndPush } from '../change/changeAndPush.ts';
import { claimed } from '../change/decideChange.ts';
import { refuseDeregistering } from '../change/find.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';
import { changedAnswer } from './clusterAnswer.ts';

/**
 * Gives up removals that cannot be carried out: the objects stay in the cluster. Without pending removals it changes
 * nothing. A push under way is void, because it would go on removing.
 */
export const deleteRemovals: Route = {
  method: 'DELETE',
  path: '/clusters/{name}/removals',
  id: 'giveUpRemovals',
  summary: 'Leave what is still to be removed (status.removing) in the cluster',
  ifMatch: true,
  answers: {
    202: {
      text: 'The cluster; the plan shows what is left there; a push is on its way',
      schema: 'ChangedCluster',
      example: examples.changed,
    },
  },
  problems: [404, 409],
  handle: async (request, world) => {
    const givenUp = await changeAndPush(world, request, (current) => {
      refuseDeregistering(current);
      const leaves = retiredRemovals(current.retired, current.spec.targets);
      const message = `Gave up removals; left in the cluster: ${listRemovals(leaves)}`;
      return {
        record: current.retired.length === 0 ? current : withoutRemovals(current, world),
        plan: { ...nothingPlanned, leaves },
        push: !current.spec.paused,
        trail: { type: 'changed', message },
      };
    });
    return changedAnswer(world, givenUp, { status: 202 });
  },
};

function withoutRemovals(current: ClusterRecord, world: World): ClusterRecord {
  const next: ClusterRecord = { ...current, retired: [], version: current.version + 1 };
  return next.spec.paused ? next : claimed(next, world.newId(), world.now());
}
