import type { Answer } from './http/answer.ts';
import type { Request } from './http/event.ts';
import { registryParts, targetParts } from './parts/part.ts';
import { checkCluster } from './routes/checkCluster.ts';
import { createCluster } from './routes/createCluster.ts';
import { deleteCluster } from './routes/deleteCluster.ts';
import { deletePart } from './routes/deletePart.ts';
import { deleteRemovals } from './routes/deleteRemovals.ts';
import { getCluster } from './routes/getCluster.ts';
import { getFleet } from './routes/getFleet.ts';
import { getOpenApi } from './routes/getOpenApi.ts';
import { getPart } from './routes/getPart.ts';
import { listClusters } from './routes/listClusters.ts';
import { listEvents } from './routes/listEvents.ts';
import { patchCluster } from './routes/patchCluster.ts';
import { pauseCluster, resumeCluster } from './routes/pauseCluster.ts';
import { probeAddress } from './routes/probeAddress.ts';
import { putCluster } from './routes/putCluster.ts';
import { putKubeconfig } from './routes/putKubeconfig.ts';
import { putPart } from './routes/putPart.ts';
import { refreshCluster } from './routes/refreshCluster.ts';
import type { World } from './world.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  answer: (request: Request, world: World) => Promise<Answer>;
}

/** The whole API. openapi/ describes it, and a test holds the two together. */
export const routes: readonly Route[] = [
  { method: 'POST', path: '/clusters', answer: createCluster },
  { method: 'GET', path: '/clusters', answer: listClusters },
  { method: 'GET', path: '/clusters/{name}', answer: getCluster },
  { method: 'PUT', path: '/clusters/{name}', answer: putCluster },
  { method: 'PATCH', path: '/clusters/{name}', answer: patchCluster },
  { method: 'DELETE', path: '/clusters/{name}', answer: deleteCluster },
  { method: 'PUT', path: '/clusters/{name}/kubeconfig', answer: putKubeconfig },
  { method: 'GET', path: '/clusters/{name}/targets/{target}', answer: getPart(targetParts) },
  { method: 'PUT', path: '/clusters/{name}/targets/{target}', answer: putPart(targetParts) },
  { method: 'DELETE', path: '/clusters/{name}/targets/{target}', answer: deletePart(targetParts) },
  { method: 'GET', path: '/clusters/{name}/registries/{registry}', answer: getPart(registryParts) },
  { method: 'PUT', path: '/clusters/{name}/registries/{registry}', answer: putPart(registryParts) },
  { method: 'DELETE', path: '/clusters/{name}/registries/{registry}', answer: deletePart(registryParts) },
  { method: 'DELETE', path: '/clusters/{name}/removals', answer: deleteRemovals },
  { method: 'POST', path: '/clusters/{name}/check', answer: checkCluster },
  { method: 'POST', path: '/clusters/{name}/refresh', answer: refreshCluster },
  { method: 'POST', path: '/clusters/{name}/pause', answer: pauseCluster },
  { method: 'POST', path: '/clusters/{name}/resume', answer: resumeCluster },
  { method: 'GET', path: '/clusters/{name}/events', answer: listEvents },
  { method: 'POST', path: '/probe', answer: probeAddress },
  { method: 'GET', path: '/fleet', answer: getFleet },
  { method: 'GET', path: '/openapi.json', answer: getOpenApi },
];
