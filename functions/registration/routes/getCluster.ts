import { findCluster } from '../change/find.ts';
import type { Answer } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
import { readQuery } from '../http/query.ts';
import type { World } from '../world.ts';
import { clusterAnswer } from './clusterAnswer.ts';

export async function getCluster(request: Request, world: World): Promise<Answer> {
  readQuery(request.event, []);
  return clusterAnswer(world, await findCluster(world, nameOf(request)));
}
