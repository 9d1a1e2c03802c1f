import { tokenSubject } from '../../../shared/kubeconfig/expiry.ts';
import type { KubernetesApi, Self } from '../../../shared/kubernetes/api.ts';
import { isRefused } from '../../../shared/kubernetes/apiErrors.ts';

/**
 * The user that an API server sees in a token. If it does not say (Kubernetes before 1.28, or without the default
 * ClusterRole system:basic-user), the user that the token names.
 *
 * @throws Failure
 */
export async function whoAmI(api: KubernetesApi, token: string): Promise<Self> {
  try {
    return await api.reviewSelf();
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { username: tokenSubject(token) ?? '' };
  }
}
