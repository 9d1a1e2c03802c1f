import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import { listed } from '../../../shared/plan/words.ts';

const narrower = 'Give it only the Roles of docs/permissions.md.';

const excesses = {
  everything: `The credential may do everything in the cluster ("*" on "*"): anyone who holds it controls the cluster. ${narrower}`,
  'all-secrets': `The credential may read every secret of the cluster, which PullPass never needs. ${narrower}`,
} as const;

/** What an admin should know about a credential. `others`: other names under which the same cluster is registered. */
export function credentialNotices({ excess }: CredentialFacts, others: readonly string[]): string[] {
  return [...(others.length > 0 ? [twice(others)] : []), ...(excess === undefined ? [] : [excesses[excess]])];
}

function twice(others: readonly string[]): string {
  return `This cluster is also registered under another name: ${listed(others)}. Each writes its own secrets there. If both write the same secret, they overwrite each other, and deregistering one removes the secret that the other still uses. Keep one.`;
}
