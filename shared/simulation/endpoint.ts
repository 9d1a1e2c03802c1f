import type { Authority } from './certificates.ts';
import type { SimulatedCluster } from './cluster.ts';
import { kubeconfigYaml } from './kubeconfig.ts';
import { tlsServerName } from './tls.ts';

/** How to reach one simulated cluster. */
export interface ClusterEndpoint<Cluster extends SimulatedCluster = SimulatedCluster> {
  cluster: Cluster;
  /** `https://127.0.0.1:PORT`, or another address of 127.0.0.0/8. */
  server: string;
  /** PEM of the CA. */
  ca: string;
  /** Kubeconfig, YAML, with the token of a user of the cluster. */
  kubeconfig(username: string): string;
  /** Kubeconfig with any token, such as a service account's. */
  kubeconfigWithToken(token: string, username?: string): string;
  /** Kubeconfig with a client certificate for a user, who needs no token in the cluster. */
  kubeconfigWithCertificate(username: string): Promise<string>;
}

export function endpointOf<Cluster extends SimulatedCluster>(
  cluster: Cluster,
  address: string,
  port: number,
  authority: Authority,
): ClusterEndpoint<Cluster> {
  const server = `https://${address}:${port}`;
  const ca = authority.certificate;
  const where = {
    server,
    ca,
    cluster: cluster.name,
    ...(address === '127.0.0.1' ? {} : { tlsServerName }),
  };
  const kubeconfigWithToken = (token: string, user = 'user') =>
    kubeconfigYaml({ ...where, user, credential: { token } });
  return {
    cluster,
    server,
    ca,
    kubeconfig: (username) => kubeconfigWithToken(cluster.tokenOf(username), username),
    kubeconfigWithToken,
    async kubeconfigWithCertificate(username) {
      const { certificate, key } = await authority.issue({ commonName: username, client: true });
      const credential = { clientCertificate: certificate, clientKey: key };
      return kubeconfigYaml({ ...where, user: username, credential });
    },
  };
}
