import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import { listed } from '../preflight/words.ts';

const narrower = 'Give it the Roles of docs/permissions.md, and no more.';

const excesses = {
  everything: `The credential may do everything in the cluster ("*" on "*"): who has it has the cluster. ${narrower}`,
  'all-secrets': `The credential may read every secret of the cluster, which PullPass never needs. ${narrower}`,
} as const;

/** What the admin is to know of a credential. `others`: names that the same cluster is registered under besides. */
export function credentialNotices({ excess }: CredentialFacts, others: readonly string[]): string[] {
  return [...(others.length > 0 ? [twice(others)] : []), ...(excess === undefined ? [] : [excesses[excess]])];
}

function twice(others: readonly string[]): string {
  return `This cluster is registered under another name too: ${listed(others)}. Each writes its own secrets there. Where both write the same one, they write it in turn; deregistering one removes it from under the other. Keep one.`;
}
