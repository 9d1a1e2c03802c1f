/** What a preflight learned about a credential, besides whether it works. */
export interface CredentialFacts {
  /** UIDs that no other cluster has: of the service account and, if it may be read, of the namespace kube-system. */
  uids: readonly string[];
  /** Rights that no target needs: `*` on `*`, or reading every secret of the cluster. */
  excess?: Excess;
}

export type Excess = 'everything' | 'all-secrets';
