import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ClusterRecord } from '../record.ts';
import { batchGet } from './batchGet.ts';
import { absent, and, conditionExpression, equals } from './clause.ts';
import { fromItem, indexedAttributes, specAttributes, toItem } from './item.ts';
import { heldCondition, recordKey, type Table, updateRecord } from './table.ts';

/** Reads one record, consistently: a push that follows a change must see it. */
export async function readCluster(table: Table, name: string): Promise<ClusterRecord | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: recordKey(name), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : fromItem(Item);
}

/** Reads up to 100 records, in the order of their names as given; those that are gone are left out. */
export async function readClusters(table: Table, names: readonly string[]): Promise<ClusterRecord[]> {
  const found = await batchGet(table, names, { consistent: false });
  return names.flatMap((name) => {
    const record = found.get(name);
    if (record instanceof Error) throw record;
    return record ?? [];
  });
}

/**
 * Stores a new cluster; false where the name is taken. Where DynamoDB's answer is lost, the client asks again, and
 * finds the name taken by this very registration: its kubeconfig's version is nobody else's.
 */
export async function createCluster(table: Table, record: ClusterRecord): Promise<boolean> {
  const nameIsFree = absent('pk');
  const created = await heldCondition(
    table.client.send(
      new PutCommand({ TableName: table.name, Item: toItem(record), ...conditionExpression(nameIsFree) }),
    ),
  );
  return created || (await readCluster(table, record.name))?.kubeconfig.version === record.kubeconfig.version;
}

/**
 * Writes an admin's change: everything of `record` but what pushes alone write. False where somebody else
 * changed the cluster since it was `read`, or a tick claimed it, or a push recorded its result: what is written
 * over then would be older than what is there.
 */
export async function changeCluster(
  table: Table,
  record: ClusterRecord,
  read: ClusterRecord,
): Promise<boolean> {
  const { validUntil, lastAttemptAt, lastSuccessAt, namespaces, ...decided } = indexedAttributes(record);
  const sameSpec = equals('version', read.version);
  const noDispatchSince = equals('claim', read.claim);
  const noResultSince = equals('lastAttemptAt', read.status.lastAttemptAt);
  return updateRecord(
    table,
    record.name,
    {
      ...specAttributes(record.spec),
      ...decided,
      version: record.version,
      retired: record.retired,
      claim: record.claim,
    },
    and(sameSpec, noDispatchSince, noResultSince),
  );
}

/** Deletes the record if it is still at that version; its events stay until they age out. */
export async function deleteCluster(table: Table, name: string, version: number): Promise<boolean> {
  return heldCondition(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: recordKey(name),
        ...conditionExpression(equals('version', version)),
      }),
    ),
  );
}
