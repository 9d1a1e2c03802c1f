import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ClusterRecord } from '../record.ts';
import { batchGet } from './batchGet.ts';
import { announceChange } from './census.ts';
import { absent, and, conditionExpression, equals } from './clause.ts';
import { conditionalWrite, leaves, newMark } from './conditionalWrite.ts';
import { getItem } from './getItem.ts';
import { fromItem, indexedAttributes, specAttributes, toItem } from './item.ts';
import { sameKubeconfig } from './sameKubeconfig.ts';
import { recordKey, type Table } from './table.ts';
import { updateRecord } from './updateItem.ts';

/** Reads one record, consistently: a push that follows a change must see the change. */
export async function readCluster(table: Table, name: string): Promise<ClusterRecord | undefined> {
  const item = await getItem(table, recordKey(name));
  return item && fromItem(item);
}

/** Reads up to 100 records, in the order of the names. Those that no longer exist are left out. */
export async function readClusters(
  table: Table,
  names: readonly string[],
  { consistent = false } = {},
): Promise<ClusterRecord[]> {
  const found = await batchGet(table, names, { consistent });
  return names.flatMap((name) => {
    const record = found.get(name);
    if (record instanceof Error) throw record;
    return record ?? [];
  });
}

/** Stores a new cluster; false if the name is taken. `now`: epoch milliseconds. */
export async function createCluster(table: Table, record: ClusterRecord, now: number): Promise<boolean> {
  await announceChange(table, now);
  const item = toItem(record);
  const nameIsFree = absent('pk');
  const put = new PutCommand({ TableName: table.name, Item: item, ...conditionExpression(nameIsFree) });
  // No other cluster has this version of a kubeconfig.
  const { version } = record.kubeconfig;
  const created = await conditionalWrite(table, put, recordKey(record.name), (found) => {
    return (found?.['kubeconfig'] as typeof record.kubeconfig | undefined)?.version === version;
  });
  return created !== undefined;
}

/**
 * Writes an admin's change: all of `record` except what only pushes write. False if, since `read`, somebody else
 * changed the cluster, a tick claimed it, a push recorded its result or renewed the credential, or a token in it was
 * refused: the write would replace newer data with older.
 */
export async function changeCluster(
  table: Table,
  record: ClusterRecord,
  read: ClusterRecord,
): Promise<boolean> {
  const {
    validUntil,
    lastAttemptAt,
    lastSuccessAt,
    namespaces,
    tokenNotes,
    withdrawnAt,
    lateWriteUntil,
    ...decided
  } = indexedAttributes(record);
  const sameSpec = equals('version', read.version);
  const noDispatchSince = equals('claim', read.claim);
  const noResultSince = equals('lastAttemptAt', read.status.lastAttemptAt);
  const noWithdrawalSince = equals('withdrawnAt', read.status.withdrawnAt);
  const noRenewalSince = sameKubeconfig(read.kubeconfig);
  // A new claim is unique, so it needs no mark.
  const mark = record.claim === undefined || record.claim === read.claim ? newMark() : undefined;
  return updateRecord(
    table,
    record.name,
    {
      ...specAttributes(record),
      ...decided,
      version: record.version,
      retired: record.retired,
      secretsSayHost: record.secretsSayHost,
      claim: record.claim,
      mark,
    },
    {
      when: and(sameSpec, noDispatchSince, noResultSince, noWithdrawalSince, noRenewalSince),
      trace: mark === undefined ? leaves('claim', record.claim) : leaves('mark', mark),
    },
  );
}
