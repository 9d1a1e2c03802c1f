import { findCluster } from '../change/find.ts';
import type { Answer } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';
import { clusterAnswer } from './clusterAnswer.ts';

export const getCluster: Route = {
  method: 'GET',
  path: '/clusters/{name}',
  id: 'getCluster',
  summary: 'Read a cluster with its status',
  answers: { 200: { text: 'The cluster', schema: 'Cluster', example: examples.cluster } },
  problems: [404],
  handle,
};

async function handle(request: Request, world: World): Promise<Answer> {
  return clusterAnswer(world, await findCluster(world, nameOf(request)));
}
