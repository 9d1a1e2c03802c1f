/**
 * How to give a cluster another kubeconfig. Code that fails knows neither the cluster nor whether it is registered; the
 * code that reports the failure does, and fills this in.
 */
export const anotherKubeconfig = 'Send a kubeconfig with another credential by {kubeconfig}.';

/** The cluster that a remedy is for. */
export interface RemediedCluster {
  name: string;
  /** Whether it has a record. If not, the remedy registers it again instead of changing it. */
  registered: boolean;
}

/** A remedy with the cluster's name in its paths. */
export function remedyFor(remedy: string, { name, registered }: RemediedCluster): string {
  const kubeconfig = registered ? `PUT /clusters/${name}/kubeconfig` : 'the same request';
  return remedy.replaceAll('{kubeconfig}', kubeconfig).replaceAll('{name}', name);
}
