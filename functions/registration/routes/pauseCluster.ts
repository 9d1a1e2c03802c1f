import { applyChange } from '../change/applyChange.ts';
import type { Answer } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
import { readQuery } from '../http/query.ts';
import type { World } from '../world.ts';
import { changedAnswer } from './clusterAnswer.ts';

/** Stops or starts pushing. What is so already stays, and is no error. */
async function setPaused(request: Request, world: World, paused: boolean): Promise<Answer> {
  readQuery(request.event, []);
  const applied = await applyChange(
    world,
    request,
    nameOf(request),
    ({ spec }) => ({ spec: { ...spec, paused } }),
    { preflight: false },
  );
  return changedAnswer(world, 202, applied);
}

export const pauseCluster = (request: Request, world: World) => setPaused(request, world, true);
export const resumeCluster = (request: Request, world: World) => setPaused(request, world, false);
