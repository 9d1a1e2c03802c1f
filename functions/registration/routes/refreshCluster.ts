import { planChange } from '../../../shared/plan/planChange.ts';
import { changeAndPush } from '../change/changeAndPush.ts';
import { claimed } from '../change/decideChange.ts';
import { refuseDeregistering } from '../change/find.ts';
import { Problem } from '../http/problem.ts';
import * as common from '../openapi/answers.ts';
import type { Route } from '../route.ts';
import { changedAnswer } from './clusterAnswer.ts';

/** Pushes at once. A push under way is void: its result would be older than this request. */
export const refreshCluster: Route = {
  method: 'POST',
  path: '/clusters/{name}/refresh',
  id: 'refreshCluster',
  summary: 'Push now',
  ifMatch: true,
  answers: { 202: common.accepted },
  problems: [404, 409],
  handle: async (request, world) => {
    const refreshed = await changeAndPush(world, request, (current) => {
      refuseDeregistering(current);
      if (current.spec.paused) throw pausedProblem(current.name);
      const record = claimed(current, world.newId(), world.now());
      const trail = { type: 'refresh-requested', message: 'A push was asked for' } as const;
      return { record, plan: planChange(record, record), push: true, trail };
    });
    return changedAnswer(world, refreshed, { status: 202 });
  },
};

function pausedProblem(name: string): Problem {
  return new Problem(409, 'paused', `The cluster "${name}" is paused.`, {
    remedy: `POST /clusters/${name}/resume resumes it, and pushes at once.`,
  });
}
