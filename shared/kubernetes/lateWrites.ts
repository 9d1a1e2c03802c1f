/**
 * Milliseconds for which an API server works on one request: `--request-timeout`, by default 1m0s. Proxies and load
 * balancers that hold a request back have limits of their own, by default no longer than this.
 * Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 */
const longestRequest = 60_000;

/**
 * Until when a write without an answer may still take effect and undo what was written after it: an apply has no
 * precondition. A precondition in the later write (uid, resourceVersion) does not stop the earlier one, and one in
 * every write would cost a read of each secret.
 *
 * @param givenUpAt epoch milliseconds
 */
export function mayBeDoneUntil(givenUpAt: number): number {
  return givenUpAt + longestRequest;
}
