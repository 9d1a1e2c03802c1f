import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shards } from '../shards.ts';
import type { Table } from './table.ts';

/** A token with less life than this is at risk: the alarm and the API mean the same by it. */
const riskMilliseconds = 3 * 3600 * 1000;

/** How many clusters hold a token that is at risk at `now` (epoch milliseconds): those expired included. */
export function countAtRisk(table: Table, now: number): Promise<number> {
  return countOverShards(table, {
    IndexName: 'expiry',
    KeyConditionExpression: 'expiryShard = :shard AND validUntil < :before',
    ExpressionAttributeValues: { ':before': new Date(now + riskMilliseconds).toISOString() },
  });
}

/** How many clusters' last push did not wholly succeed. */
export function countFailing(table: Table): Promise<number> {
  return countOverShards(table, { IndexName: 'failing', KeyConditionExpression: 'failingShard = :shard' });
}

/** The earliest validUntil of the fleet, or undefined where nothing has been pushed yet. */
export async function earliestExpiry(table: Table): Promise<string | undefined> {
  const firsts = await Promise.all(
    shards.map(async (shard) => {
      const page = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'expiry',
          KeyConditionExpression: 'expiryShard = :shard',
          ExpressionAttributeValues: { ':shard': shard },
          Limit: 1,
        }),
      );
      return page.Items?.[0]?.['validUntil'] as string | undefined;
    }),
  );
  return firsts.filter((first) => first !== undefined).sort()[0];
}

interface CountQuery {
  IndexName: string;
  KeyConditionExpression: string;
  ExpressionAttributeValues?: Record<string, unknown>;
}

async function countOverShards(table: Table, query: CountQuery): Promise<number> {
  const counts = await Promise.all(shards.map((shard) => countInShard(table, query, shard)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countInShard(table: Table, query: CountQuery, shard: string): Promise<number> {
  let count = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...query,
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':shard': shard },
        Select: 'COUNT',
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
}
