import { Failure } from '../../failure.ts';
import type { KubernetesApi } from '../../kubernetes/api.ts';
import { isForbidden, isNotFound } from '../../kubernetes/apiErrors.ts';
import type { ApiStatusFailure } from '../../kubernetes/failures.ts';

const remedy =
  'Take the globalPullSecret target out, and write pull secrets into namespaces by imagePullSecret targets.';

/**
 * Throws a Failure unless the control plane runs outside the cluster: only then does anything read the secret. On ROSA
 * Classic, the cluster's pull secret belongs to the service; elsewhere, each change of it makes a new configuration for
 * all machines.
 */
export async function refuseOtherPlatforms(api: KubernetesApi): Promise<void> {
  const topology = await topologyOf(api);
  if (topology === 'External') return;
  throw new Failure(
    'conflict',
    `A globalPullSecret target needs ROSA with hosted control planes, and ${topology}. On ROSA Classic the service owns the cluster’s pull secret, and on self-managed OpenShift each change of it rolls out to every machine`,
    { remedy },
  );
}

/** `External`, or what it is instead. */
async function topologyOf(api: KubernetesApi): Promise<string> {
  try {
    const { controlPlaneTopology = 'not given' } = await api.readInfrastructure();
    return controlPlaneTopology === 'External'
      ? controlPlaneTopology
      : `this cluster’s control plane topology is ${controlPlaneTopology}`;
  } catch (error) {
    if (isNotFound(error)) {
      // Other servers answer 404 too. Every API server answers this question; any other server makes it throw.
      await api.allowed({ verb: 'get', resource: 'infrastructures', group: 'config.openshift.io' });
      return 'this cluster has no infrastructures.config.openshift.io/cluster: it is not OpenShift';
    }
    if (isForbidden(error)) throw unreadable(error);
    throw error;
  }
}

function unreadable(cause: ApiStatusFailure): Failure {
  return new Failure(
    'forbidden',
    'PullPass may not read infrastructures.config.openshift.io/cluster, which says whether this is ROSA with hosted control planes',
    {
      remedy:
        'Grant get on infrastructures in the API group config.openshift.io, by resourceNames [cluster], in a ClusterRole (see docs/consumers/cluster-wide.md).',
      status: 403,
      lack: cause.lack,
      cause,
    },
  );
}
