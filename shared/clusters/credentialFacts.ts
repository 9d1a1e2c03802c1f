/** What a preflight learned of a credential beyond whether it serves. */
export interface CredentialFacts {
  /** UIDs that no other cluster has: of its service account and, where it may be read, of the namespace kube-system. */
  uids: readonly string[];
  /** What it may do beyond any need: `*` on `*`, or read every secret of the cluster. */
  excess?: Excess;
}

export type Excess = 'everything' | 'all-secrets';
