import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import { readCredentials } from '../../../shared/clusters/store/credentials.ts';
import { namesOfIdentity } from '../../../shared/clusters/store/identities.ts';
import { readClusters } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';

/** Names that are checked at most: more would tell nobody more. */
const mostLookedInto = 12;

/**
 * The other names, sorted, under which the same cluster is registered. The index names candidates; each counts only if
 * its own record and facts confirm it.
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
