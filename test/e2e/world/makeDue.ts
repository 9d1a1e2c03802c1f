import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { recordKey } from '../../../shared/clusters/store/table.ts';

/** Sets times in a cluster's record, as if its interval had passed, if the condition holds. */
export function makeDue(
  table: { client: DynamoDBDocumentClient; name: string },
  cluster: string,
  times: { nextPushAt: Date; nextRefreshAt?: Date },
  condition: string,
): Promise<unknown> {
  const set = Object.entries(times).map(([name, at]) => ({ name, at: at.toISOString() }));
  return table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: recordKey(cluster),
      UpdateExpression: `SET ${set.map(({ name }) => `${name} = :${name}`).join(', ')}`,
      ConditionExpression: condition,
      ExpressionAttributeValues: Object.fromEntries(set.map(({ name, at }) => [`:${name}`, at])),
    }),
  );
}

/** A second ago. */
export const justPassed = () => new Date(Date.now() - 1000);
