import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shards } from '../shards.ts';
import type { ShardedQuery } from './overShards.ts';
import { recordKey, type Table } from './table.ts';

/** A cluster as a sharded index shows it. */
export interface IndexEntry {
  name: string;
  /** Its sort key in the index. */
  at: string;
}

/** The last entry taken from each shard. A missing shard begins at its start. */
export type Position = Readonly<Record<string, IndexEntry>>;

export interface MergedPage {
  entries: IndexEntry[];
  /** Where the next page begins; absent if this page was the last. */
  position?: Position;
}

/**
 * The next entries of a sharded index over all shards, by sort key. Costs one query of a page's length per shard,
 * however large the index is. A position holds a key for every shard, because one key is not enough: a token that was
 * pushed to thousands of clusters gives all of them the same sort key.
 *
 * @param sort attribute of the sort key
 */
export async function mergedPage(
  table: Table,
  query: ShardedQuery & { sort: string },
  { limit, after = {} }: { limit: number; after?: Position | undefined },
): Promise<MergedPage> {
  const read = await Promise.all(
    shards.map((shard) => firstOfShard(table, query, { shard, limit, after: after[shard] })),
  );
  const candidates = read.flatMap(({ shard, entries }) => entries.map((entry) => ({ shard, entry })));
  // The sort is stable: equal keys stay shard by shard, in the order of the index.
  const taken = candidates.sort((a, b) => compare(a.entry.at, b.entry.at)).slice(0, limit);
  const isMore = candidates.length > taken.length || read.some(({ more }) => more);
  return {
    entries: taken.map(({ entry }) => entry),
    ...(isMore && {
      position: { ...after, ...Object.fromEntries(taken.map(({ shard, entry }) => [shard, entry])) },
    }),
  };
}

async function firstOfShard(
  table: Table,
  { index, shard: attribute, sort, where, values }: ShardedQuery & { sort: string },
  { shard, limit, after }: { shard: string; limit: number; after: IndexEntry | undefined },
) {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: index,
      KeyConditionExpression: [`${attribute} = :shard`, where].filter(Boolean).join(' AND '),
      ExpressionAttributeValues: { ...values, ':shard': shard },
      Limit: limit,
      ...(after !== undefined && {
        ExclusiveStartKey: { ...recordKey(after.name), [attribute]: shard, [sort]: after.at },
      }),
    }),
  );
  const entries = Items.map((item): IndexEntry => ({ name: String(item['name']), at: String(item[sort]) }));
  return { shard, entries, more: LastEvaluatedKey !== undefined };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
