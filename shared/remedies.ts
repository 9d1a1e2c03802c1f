/**
 * How a cluster is given another kubeconfig. What fails does not know for which cluster, nor whether that is registered
 * yet: who tells it does, and writes it out.
 */
export const anotherKubeconfig = 'Send a kubeconfig with another credential by {kubeconfig}.';

/** The cluster that a remedy is for. */
export interface RemediedCluster {
  name: string;
  /** Whether there is a record of it: else it is not sent to its own path, but registered again. */
  registered: boolean;
}

/** A remedy with the cluster's name in its paths. */
export function remedyFor(remedy: string, { name, registered }: RemediedCluster): string {
  const kubeconfig = registered ? `PUT /clusters/${name}/kubeconfig` : 'the same request';
  return remedy.replaceAll('{kubeconfig}', kubeconfig).replaceAll('{name}', name);
}
