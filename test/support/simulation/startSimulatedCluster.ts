import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { type SimulatedServerOptions, startSimulatedServer } from '../../../shared/simulation/server.ts';
import type { TestCluster } from './testCluster.ts';
import { withoutSockets } from './withoutSockets.ts';

interface Options extends SimulatedServerOptions {
  /** Whether this process reaches it without sockets and TLS, where a test does not ask about the wire. */
  withoutSockets?: boolean;
}

/** Serves one cluster on a port of its own of 127.0.0.1. */
export async function startSimulatedCluster(
  cluster: TestCluster,
  options: Options = {},
): Promise<ClusterEndpoint<TestCluster> & { stop(): Promise<void> }> {
  const server = await startSimulatedServer(options);
  const endpoint = server.add(cluster);
  const end = options.withoutSockets === true ? withoutSockets(endpoint) : undefined;
  return {
    ...endpoint,
    stop: async () => {
      end?.();
      await server.stop();
    },
  };
}
