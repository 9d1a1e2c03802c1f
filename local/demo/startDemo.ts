import { SimulatedCluster } from '../../shared/simulation/cluster.ts';
import type { ClusterEndpoint } from '../../shared/simulation/endpoint.ts';
import { startSimulatedServer } from '../../shared/simulation/server.ts';
import { type DemoCluster, demoFleet, secretName, serviceAccounts } from './fleet.ts';

export interface RunningDemoCluster extends DemoCluster {
  endpoint: ClusterEndpoint;
  /** Kubeconfig of PullPass's user in the cluster. */
  kubeconfig: string;
  /** Withdraws PullPass's right to write in a namespace; without one, grants all rights again. */
  denyWritesIn(namespace?: string): void;
}

export interface Demo {
  clusters: readonly RunningDemoCluster[];
  stop(): Promise<void>;
}

const user = 'pullpass';

/** Starts the simulated clusters, each with its own API server on a free port of 127.0.0.1. */
export async function startDemo(): Promise<Demo> {
  const started = await Promise.all(
    demoFleet.map(async (description) => {
      const server = await startSimulatedServer();
      const cluster = simulate(description);
      const endpoint = server.add(cluster);
      const running: RunningDemoCluster = {
        ...description,
        endpoint,
        kubeconfig: endpoint.kubeconfig(user),
        denyWritesIn: (namespace) => grantLeast(cluster, description, namespace),
      };
      return { running, stop: () => server.stop() };
    }),
  );
  return {
    clusters: started.map(({ running }) => running),
    async stop() {
      await Promise.all(started.map(({ stop }) => stop()));
    },
  };
}

function simulate(description: DemoCluster): SimulatedCluster {
  const cluster = new SimulatedCluster({ name: description.name, serviceAccounts });
  for (const namespace of description.namespaces) cluster.addNamespace(namespace);
  cluster.addUser(user);
  grantLeast(cluster, description);
  return cluster;
}

/** The least rights that PullPass needs (docs/permissions.md), in each served namespace except `but`. */
function grantLeast(cluster: SimulatedCluster, { served }: DemoCluster, but?: string): void {
  cluster.revokeGrants(user);
  cluster.grant(user, [
    { verbs: ['list'], apiGroups: [''], resources: ['namespaces'] },
    { verbs: ['list'], apiGroups: [''], resources: ['secrets'], resourceNames: [secretName] },
    { verbs: ['list'], apiGroups: [''], resources: ['serviceaccounts'], resourceNames: serviceAccounts },
  ]);
  for (const namespace of served.filter((each) => each !== but)) {
    cluster.grant(
      user,
      [
        {
          verbs: ['create', 'patch', 'get', 'delete'],
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: [secretName],
        },
        {
          verbs: ['get', 'patch'],
          apiGroups: [''],
          resources: ['serviceaccounts'],
          resourceNames: serviceAccounts,
        },
      ],
      namespace,
    );
  }
}
