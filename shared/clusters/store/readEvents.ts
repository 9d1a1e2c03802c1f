import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type ClusterEvent, partition, prefix } from './events.ts';
import type { Table } from './table.ts';

/** The trail, newest first. `cursor` is that of an earlier page. */
export async function readEvents(
  table: Table,
  cluster: string,
  page: { limit: number; cursor?: string },
): Promise<{ events: ClusterEvent[]; cursor?: string }> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': partition(cluster),
        ':first': prefix,
        ':last': `${prefix}~`,
      },
      ScanIndexForward: false,
      Limit: page.limit,
      ...(page.cursor !== undefined && {
        ExclusiveStartKey: { pk: partition(cluster), sk: `${prefix}${page.cursor}` },
      }),
    }),
  );
  const events = (answer.Items ?? []).map(({ pk, sk, expiresAt, ...event }) => event as ClusterEvent);
  const last = answer.LastEvaluatedKey?.['sk'] as string | undefined;
  return { events, ...(last !== undefined && { cursor: last.slice(prefix.length) }) };
}
