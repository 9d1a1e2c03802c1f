import { findCluster } from '../change/find.ts';
import { nameOf } from '../http/event.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import { clusterAnswer } from './clusterAnswer.ts';

export const getCluster: Route = {
  method: 'GET',
  path: '/clusters/{name}',
  id: 'getCluster',
  summary: 'Read a cluster with its status',
  answers: { 200: { text: 'The cluster', schema: 'Cluster', example: examples.cluster } },
  problems: [404],
  handle: async (request, world) => clusterAnswer(world, await findCluster(world, nameOf(request))),
};
