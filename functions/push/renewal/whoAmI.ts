import { tokenSubject } from '../../../shared/kubeconfig/expiry.ts';
import type { KubernetesApi, Self } from '../../../shared/kubernetes/api.ts';
import { ApiStatusFailure } from '../../../shared/kubernetes/failures.ts';

/**
 * Whom an API server takes a token for; where it does not say (Kubernetes before 1.28, or without the default
 * ClusterRole system:basic-user), whom the token says that it speaks for.
 *
 * @throws Failure
 */
export async function whoAmI(api: KubernetesApi, token: string): Promise<Self> {
  try {
    return await api.reviewSelf();
  } catch (error) {
    if (!(error instanceof ApiStatusFailure && (error.status === 404 || error.status === 403))) throw error;
    return { username: tokenSubject(token) ?? '' };
  }
}
