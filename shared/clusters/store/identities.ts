import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { absent, conditionExpression, fewerThan, or } from './clause.ts';
import { conditionalWrite } from './conditionalWrite.ts';
import { getItem } from './getItem.ts';
import type { Table } from './table.ts';

/** One item for each UID by which a cluster is recognised, with the names registered under it: an index over facts. */
const keyOf = (uid: string) => ({ pk: `IDENTITY#${uid}`, sk: 'IDENTITY' });

/** Most names that one UID keeps; further ones go unnoticed. An item has at most 400 KB. */
const mostNames = 100;

/** Adds a cluster's name to those of a UID. May be repeated. */
export async function joinIdentity(table: Table, uid: string, cluster: string): Promise<void> {
  const Key = keyOf(uid);
  const condition = conditionExpression(or(absent('registeredAs'), fewerThan('registeredAs', mostNames)));
  const join = new UpdateCommand({
    TableName: table.name,
    Key,
    UpdateExpression: 'ADD registeredAs :these',
    ...condition,
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ':these': new Set([cluster]) },
  });
  await conditionalWrite(table, join, Key, 'repeatable');
}

/** Removes a cluster's name, and the item with its last name. May be repeated. */
export async function leaveIdentity(table: Table, uid: string, cluster: string): Promise<void> {
  const Key = keyOf(uid);
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key,
      UpdateExpression: 'DELETE registeredAs :these',
      ExpressionAttributeValues: { ':these': new Set([cluster]) },
    }),
  );
  // DynamoDB keeps no empty set. A name added meanwhile makes the condition fail, or makes a new item.
  const nobodyLeft = absent('registeredAs');
  const clear = new DeleteCommand({ TableName: table.name, Key, ...conditionExpression(nobodyLeft) });
  await conditionalWrite(table, clear, Key, 'repeatable');
}

/** The names that were added to a UID, sorted. */
export async function namesOfIdentity(table: Table, uid: string): Promise<string[]> {
  const item = await getItem(table, keyOf(uid));
  return [...((item?.['registeredAs'] ?? []) as Iterable<string>)].sort();
}
