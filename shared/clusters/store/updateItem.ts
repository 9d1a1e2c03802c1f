import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clause, updateExpression } from './clause.ts';
import { conditionalWrite, type Held, type Trace } from './conditionalWrite.ts';
import { recordKey, type Table } from './table.ts';

export interface UpdateCondition {
  when: Clause;
  trace: Trace;
  answer?: 'ALL_NEW';
}

/** Updates an item; undefined if the condition did not hold. Throws whatever else DynamoDB throws. */
export function updateItem(
  table: Table,
  Key: Record<string, unknown>,
  set: Readonly<Record<string, unknown>>,
  { when, trace, answer }: UpdateCondition,
): Promise<Held | undefined> {
  const parameters = { TableName: table.name, Key, ...updateExpression(set, when), ReturnValues: answer };
  return conditionalWrite(table, new UpdateCommand(parameters), Key, trace);
}

/** Updates a cluster's record; false if the condition did not hold. */
export async function updateRecord(
  table: Table,
  cluster: string,
  set: Readonly<Record<string, unknown>>,
  condition: UpdateCondition,
): Promise<boolean> {
  return (await updateItem(table, recordKey(cluster), set, condition)) !== undefined;
}
