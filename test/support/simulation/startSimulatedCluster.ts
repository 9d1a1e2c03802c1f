import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { type SimulatedServerOptions, startSimulatedServer } from '../../../shared/simulation/server.ts';
import type { TestCluster } from './testCluster.ts';

/** Serves one cluster on a port of its own of 127.0.0.1. */
export async function startSimulatedCluster(
  cluster: TestCluster,
  options: SimulatedServerOptions = {},
): Promise<ClusterEndpoint<TestCluster> & { stop(): Promise<void> }> {
  const server = await startSimulatedServer(options);
  return { ...server.add(cluster), stop: () => server.stop() };
}
