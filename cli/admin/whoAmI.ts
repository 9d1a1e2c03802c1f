import type { AdminAnswer, AdminApi } from './adminApi.ts';

/**
 * Asks the API server for the caller's user name. `username` is undefined if it does not say: before Kubernetes 1.28,
 * if that is forbidden, or if the credential is refused (401).
 */
export async function whoAmI(
  api: Pick<AdminApi, 'ask'>,
): Promise<{ username: string | undefined; answer: AdminAnswer }> {
  const answer = await api.ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'SelfSubjectReview',
  });
  const { status } = (answer.body ?? {}) as { status?: { userInfo?: { username?: unknown } } };
  const username = status?.userInfo?.username;
  return { username: typeof username === 'string' ? username : undefined, answer };
}
