import type { SimulatedCluster } from '../../shared/simulation/cluster.ts';
import type { ClusterEndpoint } from '../../shared/simulation/endpoint.ts';
import { type SimulatedServerOptions, startSimulatedServer } from '../../shared/simulation/server.ts';

/** Serves one cluster on a port of its own of 127.0.0.1. */
export async function startSimulatedCluster(
  cluster: SimulatedCluster,
  options: SimulatedServerOptions = {},
): Promise<ClusterEndpoint & { stop(): Promise<void> }> {
  const server = await startSimulatedServer(options);
  return { ...server.add(cluster), stop: () => server.stop() };
}
