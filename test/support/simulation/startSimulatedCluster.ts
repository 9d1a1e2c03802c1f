import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';
import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { type SimulatedServerOptions, startSimulatedServer } from '../../../shared/simulation/server.ts';
import type { TestCluster } from './testCluster.ts';
import { withoutSockets } from './withoutSockets.ts';

interface Options extends SimulatedServerOptions {
  /** Whether this process reaches it without sockets and TLS, where a test does not ask about the wire. */
  withoutSockets?: boolean;
}

/** One for all, since making it takes longer than most tests of a cluster. */
let common: Promise<Authority> | undefined;

/** Serves one cluster on a port of its own of 127.0.0.1. Without `authority`, all of them have the same. */
export async function startSimulatedCluster(
  cluster: TestCluster,
  options: Options = {},
): Promise<ClusterEndpoint<TestCluster> & { stop(): Promise<void> }> {
  common ??= createAuthority('simulated-kubernetes-ca');
  const server = await startSimulatedServer({ authority: await common, ...options });
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
