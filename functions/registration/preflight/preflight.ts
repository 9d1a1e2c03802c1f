import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { KubernetesApi } from '../../../shared/kubernetes/api.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { asFailure } from '../../../shared/targets/eachNamespace.ts';
import type { World } from '../world.ts';
import { askPermissions } from './askPermissions.ts';
import type { Findings } from './findings.ts';
import { mintTokens } from './mintTokens.ts';

/** Requests to the API server in flight at most. */
export const concurrency = 16;

/**
 * Tries what a push would need, and writes nothing. What is not known by `deadline` (epoch milliseconds)
 * is named as unknown. Never throws for what it finds.
 */
export async function preflight(
  world: Pick<World, 'freshTokens' | 'allowedCidrs' | 'now'>,
  cluster: { spec: ClusterSpec; kubeconfig: Kubeconfig },
  deadline: number,
): Promise<Findings> {
  // The registries have nothing to do with the cluster: whoever mends one thing should learn of the other.
  const [registries, found] = await Promise.all([
    mintTokens(world.freshTokens(), cluster.spec.registries, { deadline, now: world.now }),
    askCluster(world, cluster, deadline),
  ]);
  return { ...found, registries };
}

type ClusterFindings = Omit<Findings, 'registries'>;

async function askCluster(
  { allowedCidrs, now }: Pick<World, 'allowedCidrs' | 'now'>,
  { spec, kubeconfig }: { spec: ClusterSpec; kubeconfig: Kubeconfig },
  deadline: number,
): Promise<ClusterFindings> {
  try {
    const { api, close } = connect(kubeconfig, {
      deadline,
      allowedCidrs,
      concurrency,
      requestTimeout: 8_000,
      now,
    });
    try {
      const identity = await askIdentity(api);
      return {
        contact: { identity },
        ...(await askPermissions(api, spec.targets, { deadline, now, concurrency })),
      };
    } finally {
      close();
    }
  } catch (error) {
    const nothing = {
      missing: [],
      existenceUnchecked: [],
      listing: { needed: false },
      accesses: [],
    } as const;
    return { contact: { failure: asFailure(error) }, ...nothing };
  }
}

/** Empty where the API server is older than SelfSubjectReview (Kubernetes 1.28), or does not grant it. */
async function askIdentity(api: KubernetesApi): Promise<string> {
  try {
    return await api.whoAmI();
  } catch (error) {
    const failure = asFailure(error);
    if (failure.status === 404 || failure.status === 403) return '';
    throw failure;
  }
}
