/**
 * Milliseconds for which an API server works on one request: `--request-timeout`, whose default is 1m0s. What a proxy or
 * a load balancer holds back is bounded by limits of its own, which are no longer by default.
 * Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 */
const longestRequest = 60_000;

/**
 * Until when a write that got no answer may still be carried out, and then undo what was written after it: applies ask
 * for nothing that must still be so. That one which follows asks for it (uid, resourceVersion) does not stop the late
 * one, and to let each write ask would cost a read of each secret.
 *
 * @param givenUpAt epoch milliseconds
 */
export function mayBeDoneUntil(givenUpAt: number): number {
  return givenUpAt + longestRequest;
}
