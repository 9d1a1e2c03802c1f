import { registryParts, targetParts } from './parts/part.ts';
import type { Route } from './route.ts';
import { checkCluster } from './routes/checkCluster.ts';
import { deletePart } from './routes/deletePart.ts';
import { deleteRemovals } from './routes/deleteRemovals.ts';
import { deregisterCluster } from './routes/deregisterCluster.ts';
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
import { registerCluster } from './routes/registerCluster.ts';

/** The whole API, in OpenAPI's order. */
export const routes: readonly Route[] = [
  registerCluster,
  listClusters,
  getCluster,
  putCluster,
  patchCluster,
  deregisterCluster,
  putKubeconfig,
  ...[targetParts, registryParts].flatMap((of) => [getPart(of), putPart(of), deletePart(of)]),
  deleteRemovals,
  checkCluster,
  refreshCluster,
  pauseCluster,
  resumeCluster,
  listEvents,
  probeAddress,
  getFleet,
  getOpenApi(() => routes),
];
