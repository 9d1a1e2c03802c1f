import { applyChange } from '../change/applyChange.ts';
import type { Answer } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
import * as common from '../openapi/answers.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';
import { changedAnswer } from './clusterAnswer.ts';

export const pauseCluster: Route = {
  method: 'POST',
  path: '/clusters/{name}/pause',
  handle: (request, world) => setPaused(request, world, true),
  id: 'pauseCluster',
  summary: 'Stop pushing until resumed',
  ifMatch: true,
  answers: { 202: { text: 'Paused', schema: 'ChangedCluster', example: examples.paused } },
  problems: [404, 409],
};

export const resumeCluster: Route = {
  method: 'POST',
  path: '/clusters/{name}/resume',
  handle: (request, world) => setPaused(request, world, false),
  id: 'resumeCluster',
  summary: 'Push again, starting now',
  ifMatch: true,
  answers: { 202: common.accepted },
  problems: [404, 409],
};

/** Stops or starts pushing. Doing it twice is not an error. */
async function setPaused(request: Request, world: World, paused: boolean): Promise<Answer> {
  const applied = await applyChange(
    world,
    request,
    nameOf(request),
    ({ spec }) => ({ spec: { ...spec, paused } }),
    { preflight: false },
  );
  return changedAnswer(world, applied, { status: 202 });
}
