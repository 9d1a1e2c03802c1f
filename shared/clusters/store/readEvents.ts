import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { iso } from '../../iso.ts';
import { type ClusterEvent, lifeSeconds, prefix } from './events.ts';
import { partition, type Table } from './table.ts';

/**
 * The trail, newest first. Apart from `addEvent`, because a push may not query the table.
 * `cursor`: from an earlier page; `now`: epoch milliseconds. Expired events may stay in the table for days; they are
 * left out.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html
 */
export async function readEvents(
  table: Table,
  cluster: string,
  page: { limit: number; now: number; cursor?: string },
): Promise<{ events: ClusterEvent[]; cursor?: string }> {
  const first = iso(page.now - lifeSeconds(table) * 1000);
  // DynamoDB refuses to continue from outside the range.
  if (page.cursor !== undefined && page.cursor < first) return { events: [] };
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': partition(cluster),
        ':first': prefix + first,
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
