import { changeCluster } from '../../../shared/clusters/store/records.ts';
import { planChange } from '../../../shared/plan/planChange.ts';
import { audit } from '../change/audit.ts';
import { changing } from '../change/changing.ts';
import { claimed } from '../change/decideChange.ts';
import { refuseDeregistering } from '../change/find.ts';
import { pushNow } from '../change/pushNow.ts';
import type { Answer } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import * as common from '../openapi/answers.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';
import { changedAnswer } from './clusterAnswer.ts';

/** Pushes at once. A push under way is void: its result would be older than this request. */
export const refreshCluster: Route = {
  method: 'POST',
  path: '/clusters/{name}/refresh',
  id: 'refreshCluster',
  summary: 'Push now',
  ifMatch: true,
  answers: { 202: common.accepted },
  problems: [404, 409, 412],
  handle,
};

async function handle(request: Request, world: World): Promise<Answer> {
  const { event } = request;
  const name = nameOf(request);
  const record = await changing(world, event, name, async (current) => {
    refuseDeregistering(current);
    if (current.spec.paused) throw pausedProblem(name);
    const next = claimed(current, world.newId(), world.now());
    return (await changeCluster(world.table, next, current)) ? next : undefined;
  });
  await pushNow(world, record);
  await audit(world, event, name, 'refresh-requested', 'A push was asked for');
  return changedAnswer(world, 202, { record, plan: planChange(record, record) });
}

function pausedProblem(name: string): Problem {
  return new Problem(409, 'paused', `The cluster "${name}" is paused.`, {
    remedy: `POST /clusters/${name}/resume resumes it, and pushes at once.`,
  });
}
