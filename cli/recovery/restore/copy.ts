import { PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { absent, conditionExpression } from '../../../shared/clusters/store/clause.ts';
import { conditionalWrite, type Trace } from '../../../shared/clusters/store/conditionalWrite.ts';
import { keepCredential, readCredentialFacts } from '../../../shared/clusters/store/credentials.ts';
import { prefix } from '../../../shared/clusters/store/events.ts';
import { fromItem } from '../../../shared/clusters/store/item.ts';
import { createCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { iso } from '../../../shared/iso.ts';
import { whyUnreadable } from '../unreadable.ts';
import { decideRestore, type StoredKubeconfig } from './decideRestore.ts';
import { isRegistered, lastDeregistration } from './reads.ts';

/** The result for one cluster of the backup. */
export interface Found {
  cluster: string;
  act: 'restored' | 'left' | 'unreadable';
  /** Why it was left, or what to know about it. */
  because: string;
  /** Its record in the backup, if that differs from now. */
  was?: ClusterRecord;
}

export interface CopyReport {
  found: readonly Found[];
  /** Lines of audit trails that were copied. */
  events: number;
  /** Clusters with a stored kubeconfig but without any record. */
  orphans: readonly string[];
}

export interface CopyWorld {
  from: Table;
  to: Table;
  kubeconfigs: ReadonlyMap<string, StoredKubeconfig>;
  /** Restores a cluster's secret that is scheduled for deletion. */
  takeBack(cluster: string): Promise<void>;
  now: () => number;
}

/** Writes in flight. */
const concurrency = 16;

type Item = Record<string, unknown>;

/**
 * Adds to one table what it lacks of another. Every write requires that nothing exists there, so it can be repeated.
 */
export async function copyLost(
  { from, to, kubeconfigs, takeBack, now }: CopyWorld,
  { dryRun }: { dryRun: boolean },
  signal: AbortSignal,
): Promise<CopyReport> {
  const found: Found[] = [];
  let events = 0;
  for await (const { Items = [] } of paginateScan({ client: from.client }, { TableName: from.name })) {
    signal.throwIfAborted();
    await pMap(Items, copy, { concurrency });
  }
  const known = new Set(found.filter(({ act }) => act !== 'left').map(({ cluster }) => cluster));
  return { found: found.sort(byName), events, orphans: await orphans(known) };

  async function copy(item: Item): Promise<void> {
    if (item['sk'] === 'RECORD') found.push(await copyRecord(item));
    else if (String(item['sk']).startsWith(prefix) && (await copyEvent(item))) events += 1;
  }

  async function copyRecord(item: Item): Promise<Found> {
    const cluster = String(item['name']);
    try {
      const backup = fromItem(item);
      const live = await readCluster(to, cluster);
      const stored = kubeconfigs.get(cluster);
      const verdict = decideRestore(backup, {
        live,
        stored,
        deregisteredAt: live === undefined ? await lastDeregistration(to, cluster) : undefined,
        now: iso(now()),
      });
      if (verdict.act === 'leave')
        return { cluster, act: 'left', because: verdict.because, ...(verdict.changed && { was: backup }) };
      // First: once the cluster has its record, this command would not look at it again.
      if (!dryRun && stored?.awaitsDeletion) await takeBack(cluster);
      if (!dryRun && !(await createCluster(to, verdict.record, now())))
        return { cluster, act: 'left', because: 'it was registered meanwhile' };
      if (!dryRun) await copyCredential(verdict.record);
      return { cluster, act: 'restored', because: verdict.remark ?? '' };
    } catch (error) {
      return { cluster, act: 'unreadable', because: whyUnreadable(error) };
    }
  }

  /** Copies what was known of the credential, if that is still in use. */
  async function copyCredential(record: ClusterRecord): Promise<void> {
    const facts = await readCredentialFacts(from, record);
    if (facts !== undefined) await keepCredential(to, record, facts);
  }

  async function copyEvent(item: Item): Promise<boolean> {
    if (dryRun || Number(item['expiresAt']) <= now() / 1000) return false;
    const put = new PutCommand({ TableName: to.name, Item: item, ...conditionExpression(absent('pk')) });
    // No two events have the same key: an existing one is this one.
    const isThere: Trace = (found) => found !== undefined;
    return (await conditionalWrite(to, put, { pk: item['pk'], sk: item['sk'] }, isThere)) !== undefined;
  }

  /** Registered after the backup and lost since: only their secrets remain. */
  async function orphans(accounted: ReadonlySet<string>): Promise<string[]> {
    const names = [...kubeconfigs.keys()].filter((name) => !accounted.has(name));
    const alone = await pMap(names, async (name) => ((await isRegistered(to, name)) ? [] : [name]), {
      concurrency,
    });
    return alone.flat().sort();
  }
}

const byName = (one: Found, other: Found) => (one.cluster < other.cluster ? -1 : 1);
