import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clause, updateExpression } from './clause.ts';

/** The table `clusters`: one record per cluster, and its events beside it. */
export interface Table {
  client: DynamoDBDocumentClient;
  name: string;
}

export const recordKey = (cluster: string) => ({ pk: `CLUSTER#${cluster}`, sk: 'RECORD' });

/**
 * Updates a cluster's record, and says whether the condition held. Everything else that DynamoDB may
 * throw is thrown on.
 */
export async function updateRecord(
  table: Table,
  cluster: string,
  set: Readonly<Record<string, unknown>>,
  when: Clause,
): Promise<boolean> {
  return heldCondition(
    table.client.send(
      new UpdateCommand({ TableName: table.name, Key: recordKey(cluster), ...updateExpression(set, when) }),
    ),
  );
}

/** Does so too, and answers the item as it is then; undefined where the condition did not hold. */
export async function updatedRecord(
  table: Table,
  cluster: string,
  set: Readonly<Record<string, unknown>>,
  when: Clause,
): Promise<Record<string, unknown> | undefined> {
  const update = { TableName: table.name, Key: recordKey(cluster), ...updateExpression(set, when) };
  let item: Record<string, unknown> | undefined;
  const held = await heldCondition(
    table.client.send(new UpdateCommand({ ...update, ReturnValues: 'ALL_NEW' })).then(({ Attributes }) => {
      item = Attributes;
    }),
  );
  return held ? (item ?? {}) : undefined;
}

/** Turns a failed condition into `false`. */
export async function heldCondition(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
