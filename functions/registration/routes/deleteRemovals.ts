import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { changeCluster } from '../../../shared/clusters/store/records.ts';
import { nothingPlanned } from '../../../shared/plan/plan.ts';
import { retiredRemovals } from '../../../shared/plan/removals.ts';
import { inWords } from '../../../shared/plan/removalsInWords.ts';
import { audit } from '../change/audit.ts';
import { changing } from '../change/changing.ts';
import { claimed } from '../change/decideChange.ts';
import { refuseDeregistering } from '../change/find.ts';
import { pushNow } from '../change/pushNow.ts';
import type { Answer } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
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
  problems: [404, 409, 412],
  handle,
};

async function handle(request: Request, world: World): Promise<Answer> {
  const { event } = request;
  const name = nameOf(request);
  const { before, record } = await changing(world, event, name, async (current) => {
    refuseDeregistering(current);
    if (current.retired.length === 0) return { before: current, record: current };
    const next = withoutRemovals(current, world);
    return (await changeCluster(world.table, next, current)) ? { before: current, record: next } : undefined;
  });
  const leaves = retiredRemovals(before.retired, before.spec.targets);
  if (record !== before) {
    if (!record.spec.paused) await pushNow(world, record);
    await audit(world, event, name, 'changed', `Gave up removals; left in the cluster: ${inWords(leaves)}`);
  }
  return changedAnswer(world, 202, { record, plan: { ...nothingPlanned, leaves } });
}

function withoutRemovals(current: ClusterRecord, world: World): ClusterRecord {
  const next: ClusterRecord = { ...current, retired: [], version: current.version + 1 };
  return next.spec.paused ? next : claimed(next, world.newId(), world.now());
}
