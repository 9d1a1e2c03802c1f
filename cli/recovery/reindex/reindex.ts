import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import { and, equals } from '../../../shared/clusters/store/clause.ts';
import { readCredentialFacts } from '../../../shared/clusters/store/credentials.ts';
import { getItem } from '../../../shared/clusters/store/getItem.ts';
import { joinIdentity } from '../../../shared/clusters/store/identities.ts';
import { fromItem, indexedAttributes } from '../../../shared/clusters/store/item.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { registeredNames } from '../../../shared/clusters/store/registeredNames.ts';
import { sameKubeconfig } from '../../../shared/clusters/store/sameKubeconfig.ts';
import { recordKey, type Table } from '../../../shared/clusters/store/table.ts';
import { updateRecord } from '../../../shared/clusters/store/updateItem.ts';
import { whyUnreadable } from '../unreadable.ts';

export interface ReindexReport {
  written: number;
  /** Records that were in all indexes already. */
  asTheyWere: number;
  /** Why a record could not be read, by cluster name. */
  unreadable: ReadonlyMap<string, string>;
}

/** Reads and writes in flight. */
const concurrency = 16;
/** How many times a change may come between a read and its write. Each such change wrote the indexes itself. */
const attempts = 4;

/**
 * Rewrites the index attributes of every record for which this version would write others, and enters every cluster's
 * name in the items of its UIDs.
 */
export async function reindex(table: Table, signal: AbortSignal): Promise<ReindexReport> {
  const report = { written: 0, asTheyWere: 0, unreadable: new Map<string, string>() };
  await pMap(registeredNames(table), one, { concurrency, signal });
  return report;

  async function one(name: string): Promise<void> {
    await rewrite(name);
    const record = await readCluster(table, name).catch(() => undefined);
    const facts = record && (await readCredentialFacts(table, record));
    for (const uid of facts?.uids ?? []) await joinIdentity(table, uid, name);
  }

  async function rewrite(name: string): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const item = await getItem(table, recordKey(name));
      if (item === undefined) return;
      const wanted = wantedOf(item);
      if (wanted === undefined) return;
      const isThere = Object.entries(wanted).every(([field, value]) => isDeepStrictEqual(item[field], value));
      if (isThere) return void report.asTheyWere++;
      const unchanged = ['version', 'claim', 'nextPushAt', 'lastAttemptAt', 'phase'].map((field) =>
        equals(field, item[field]),
      );
      const written = await updateRecord(table, name, wanted, {
        // A renewal may put another credential into use while its push holds the claim.
        when: and(...unchanged, sameKubeconfig(fromItem(item).kubeconfig)),
        trace: 'repeatable',
      });
      if (written) return void report.written++;
    }
  }

  function wantedOf(item: Record<string, unknown>): Record<string, unknown> | undefined {
    try {
      return indexedAttributes(fromItem(item));
    } catch (error) {
      report.unreadable.set(String(item['name']), whyUnreadable(error));
      return undefined;
    }
  }
}
