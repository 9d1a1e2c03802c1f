import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shards } from '../shards.ts';
import { countItems, everyPage } from './everyPage.ts';
import type { Table } from './table.ts';

/** A query of one sharded index, sent to every shard at once. */
export interface ShardedQuery {
  index: string;
  /** Attribute that holds the shard. */
  shard: string;
  /** Condition on the sort key. Default: everything. */
  where?: string;
  values?: Record<string, unknown>;
}

/** Calls `each` with every item found. Items of different shards come in no particular order. */
export async function eachOverShards(
  table: Table,
  query: ShardedQuery,
  attribute: string,
  each: (value: string) => void,
): Promise<void> {
  await Promise.all(
    shards.map(async (shard) => {
      const pages = everyPage(table, { ...parameters(query, shard), ProjectionExpression: attribute });
      for await (const { Items = [] } of pages) for (const item of Items) each(String(item[attribute]));
    }),
  );
}

/** How many items are found; DynamoDB sends none of them. */
export async function countOverShards(table: Table, query: ShardedQuery): Promise<number> {
  const counts = await Promise.all(shards.map((shard) => countItems(table, parameters(query, shard))));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The first item of each shard that has any, in the order of the index. */
export async function firstOverShards(table: Table, query: ShardedQuery): Promise<Record<string, unknown>[]> {
  const firsts = await Promise.all(
    shards.map(async (shard) => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({ TableName: table.name, ...parameters(query, shard), Limit: 1 }),
      );
      return Items.slice(0, 1);
    }),
  );
  return firsts.flat();
}

function parameters({ index, shard, where, values }: ShardedQuery, of: string) {
  return {
    IndexName: index,
    KeyConditionExpression: [`${shard} = :shard`, where].filter(Boolean).join(' AND '),
    ExpressionAttributeValues: { ...values, ':shard': of },
  };
}
