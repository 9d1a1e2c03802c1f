import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { forgetCredential } from '../../../shared/clusters/store/credentials.ts';
import { deleteCluster as deleteRecord } from '../../../shared/clusters/store/leaving.ts';
import { changeCluster } from '../../../shared/clusters/store/records.ts';
import { planDeregistration } from '../../../shared/plan/planChange.ts';
import { inWords, removalsInWords } from '../../../shared/plan/removalsInWords.ts';
import { audit } from '../change/audit.ts';
import { changing } from '../change/changing.ts';
import { claimed } from '../change/decideChange.ts';
import { findCluster } from '../change/find.ts';
import { pushNow } from '../change/pushNow.ts';
import { type Answer, noContent } from '../http/answer.ts';
import { changedMeanwhile, ifMatch } from '../http/etag.ts';
import { nameOf, type Request } from '../http/event.ts';
import { booleanParameter } from '../http/query.ts';
import * as common from '../openapi/answers.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';
import { changedAnswer, dryRunAnswer } from './clusterAnswer.ts';

/** Lets the push function clean the cluster and then forget it; with force, forgets it at once. */
export const deleteCluster: Route = {
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
  problems: [404, 409, 412],
  handle,
};

async function handle(request: Request, world: World): Promise<Answer> {
  const { query } = request;
  const force = booleanParameter(query, 'force', false);
  if (booleanParameter(query, 'dryRun', false)) return dryRun(request, world, force);
  return force ? forget(request, world) : deregister(request, world);
}

/** What would be removed, and what would be left. Does not ask the cluster. */
async function dryRun(request: Request, world: World, force: boolean): Promise<Answer> {
  const precondition = ifMatch(request.event);
  const record = await findCluster(world, nameOf(request));
  if (!precondition.accepts(record.version)) throw changedMeanwhile(record.name, record.version);
  return dryRunAnswer(world, { record, plan: planDeregistration(record, force) });
}

async function deregister(request: Request, world: World): Promise<Answer> {
  const { event } = request;
  const name = nameOf(request);
  const record = await changing(world, event, name, async (current) => {
    const leaving: ClusterRecord = { ...current, status: { ...current.status, phase: 'Deregistering' } };
    const next = claimed(leaving, world.newId(), world.now());
    return (await changeCluster(world.table, next, current)) ? next : undefined;
  });
  await pushNow(world, record);
  const plan = planDeregistration(record, false);
  await audit(world, event, name, 'deregistering', `Deregistering; ${removalsInWords(plan.removes)}`);
  return changedAnswer(world, 202, { record, plan });
}

/** The secret goes first: while the record exists, an interrupted request can be sent again. */
async function forget(request: Request, world: World): Promise<Answer> {
  const { event } = request;
  const name = nameOf(request);
  const { leaves } = await changing(world, event, name, async (current) => {
    await forgetCredential(world.table, name);
    await world.vault.remove(name);
    return (await deleteRecord(world.table, current, world.now()))
      ? planDeregistration(current, true)
      : undefined;
  });
  await audit(
    world,
    event,
    name,
    'deregistered',
    `Forgotten by force; what is there was left in the cluster: ${inWords(leaves)}`,
  );
  return noContent();
}
