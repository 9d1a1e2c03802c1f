import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shards } from '../shards.ts';
import { recordKey, type Table } from './table.ts';

/** A cluster as a sharded index shows it. */
interface IndexEntry {
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

/** A range of a sharded index's sort keys, both ends included. */
export interface IndexRange {
  index: string;
  /** Attributes that hold the shard and the sort key. */
  shard: string;
  sort: string;
  from: string;
  to: string;
}

/**
 * The next entries of a sharded index over all shards, by sort key. Costs one query of a page's length per shard,
 * however large the index is. A position holds a key for every shard, because one key is not enough: a token that was
 * pushed to thousands of clusters gives all of them the same sort key.
 */
export async function mergedPage(
  table: Table,
  range: IndexRange,
  { limit, after = {} }: { limit: number; after?: Position | undefined },
): Promise<MergedPage> {
  const read = await Promise.all(
    shards.map((shard) => firstOfShard(table, range, { shard, limit, after: after[shard] })),
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
  { index, shard: attribute, sort, from, to }: IndexRange,
  { shard, limit, after }: { shard: string; limit: number; after: IndexEntry | undefined },
) {
  // DynamoDB refuses to continue from a key outside the queried range.
  const start = after !== undefined && from <= after.at && after.at <= to && after;
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: index,
      KeyConditionExpression: `${attribute} = :shard AND ${sort} BETWEEN :from AND :to`,
      ExpressionAttributeValues: { ':shard': shard, ':from': from, ':to': to },
      Limit: limit,
      ...(start && {
        ExclusiveStartKey: { ...recordKey(start.name), [attribute]: shard, [sort]: start.at },
      }),
    }),
  );
  const entries = Items.map((item): IndexEntry => ({ name: String(item['name']), at: String(item[sort]) }));
  return { shard, entries, more: LastEvaluatedKey !== undefined };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
