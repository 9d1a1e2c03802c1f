import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { forgetCredential } from '../../../shared/clusters/store/credentials.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { planDeregistration } from '../../../shared/plan/planChange.ts';
import { listRemovals, removalsInWords } from '../../../shared/plan/removalsInWords.ts';
import { audit } from '../change/audit.ts';
import { changeAndPush } from '../change/changeAndPush.ts';
import { changing } from '../change/changing.ts';
import { claimed } from '../change/decideChange.ts';
import { type Answer, noContent } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
import { booleanParameter } from '../http/query.ts';
import * as common from '../openapi/answers.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';
import { changedAnswer } from './clusterAnswer.ts';

/** Lets the push function clean the cluster and then forget it; with force, forgets it at once. */
export const deregisterCluster: Route = {
  method: 'DELETE',
  path: '/clusters/{name}',
  id: 'deregisterCluster',
  summary:
    'Remove what PullPass put into the cluster, then forget the cluster; sending it again retries at once',
  query: ['force', 'dryRun'],
  ifMatch: true,
  answers: {
    200: {
      ...common.dryRun,
      example: { dryRun: true, preflight: { result: 'skipped', checks: [] }, plan: examples.leavingPlan },
    },
    202: { text: 'Deregistering', schema: 'ChangedCluster', example: examples.leaving },
    204: { text: 'With force: forgotten' },
  },
  problems: [404, 409],
  handle: async (request, world) => {
    const { query } = request;
    const force = booleanParameter(query, 'force', false);
    if (booleanParameter(query, 'dryRun', false)) return dryRun(request, world, force);
    return force ? forget(request, world) : deregister(request, world);
  },
};

/** What would be removed, and what would be left. Does not ask the cluster. */
async function dryRun(request: Request, world: World, force: boolean): Promise<Answer> {
  const planned = await changing(world, request.event, nameOf(request), async (record) => ({
    record,
    plan: planDeregistration(record, force),
  }));
  return changedAnswer(world, planned, { dryRun: true });
}

async function deregister(request: Request, world: World): Promise<Answer> {
  const deregistered = await changeAndPush(world, request, (current) => {
    const leaving: ClusterRecord = { ...current, status: { ...current.status, phase: 'Deregistering' } };
    const plan = planDeregistration(current, false);
    const message = `Deregistering; ${removalsInWords(plan.removes)}`;
    return {
      record: claimed(leaving, world.newId(), world.now()),
      plan,
      push: true,
      trail: { type: 'deregistering', message },
    };
  });
  return changedAnswer(world, deregistered, { status: 202 });
}

/** The secret goes first: while the record exists, an interrupted request can be sent again. */
async function forget(request: Request, world: World): Promise<Answer> {
  const { event } = request;
  const name = nameOf(request);
  const { leaves } = await changing(world, event, name, async (current) => {
    await forgetCredential(world.table, name);
    await world.vault.remove(name);
    return (await deleteCluster(world.table, current, world.now()))
      ? planDeregistration(current, true)
      : undefined;
  });
  await audit(
    world,
    event,
    name,
    'deregistered',
    `Forgotten by force; what is there was left in the cluster: ${listRemovals(leaves)}`,
  );
  return noContent();
}
