import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import { readCredentials } from '../../../shared/clusters/store/credentials.ts';
import { namesOfIdentity } from '../../../shared/clusters/store/identities.ts';
import { readClusters } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';

/** Names that are looked into: more tell nobody more. */
const mostLookedInto = 12;

/**
 * Under which other names the same cluster is registered, sorted. The index names those that may be; each is believed
 * only where its own record and facts say so.
 */
export async function otherNames(table: Table, name: string, { uids }: CredentialFacts): Promise<string[]> {
  const found = await Promise.all(uids.map((uid) => namesOfIdentity(table, uid)));
  const named = [...new Set(found.flat())].filter((other) => other !== name).sort();
  const records = await readClusters(table, named.slice(0, mostLookedInto), { consistent: true });
  const credentials = await readCredentials(table, records);
  return records
    .map((record) => record.name)
    .filter((other) => credentials.get(other)?.uids.some((uid) => uids.includes(uid)));
}
