import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clause, updateExpression } from './clause.ts';
import { conditionalWrite, type Held, type Trace } from './conditionalWrite.ts';
import { recordKey, type Table } from './table.ts';

/** Updates a cluster's record; undefined if the condition did not hold. Throws whatever else DynamoDB throws. */
export async function updateRecord(
  table: Table,
  cluster: string,
  set: Readonly<Record<string, unknown>>,
  { when, trace, answer }: { when: Clause; trace: Trace; answer?: 'ALL_NEW' },
): Promise<Held | undefined> {
  const key = recordKey(cluster);
  const update = new UpdateCommand({
    TableName: table.name,
    Key: key,
    ...updateExpression(set, when),
    ...(answer !== undefined && { ReturnValues: answer }),
  });
  return conditionalWrite(table, update, key, trace);
}
