import { setTimeout as sleepFor } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { ClusterRecord } from '../record.ts';
import { fromItem } from './item.ts';
import { recordKey, type Table } from './table.ts';

export interface BatchGetOptions {
  consistent: boolean;
  random?: () => number;
  sleep?: (milliseconds: number) => Promise<void>;
  abortSignal?: AbortSignal;
}

/** The most keys that DynamoDB takes in one BatchGetItem. */
export const largestBatchGet = 100;

/** Gives up after this many answers in a row without a record. */
const mostStalled = 6;
const basePause = 50;

/**
 * Reads up to 100 records. Those that no longer exist are left out; an Error stands in for one that cannot be
 * understood. Requests what DynamoDB left unprocessed again after a pause: that is how DynamoDB throttles a batch, and
 * how it cuts an answer at 16 MB.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 *
 * @throws Error after six answers in a row without a record, and whatever the client throws
 */
export async function batchGet(
  table: Table,
  names: readonly string[],
  options: BatchGetOptions,
): Promise<Map<string, ClusterRecord | Error>> {
  // DynamoDB refuses a key that occurs twice.
  const items = await batchGetItems(table, [...new Set(names)].map(recordKey), options);
  return new Map(items.map((item) => [String(item['name']), understood(item)]));
}

export interface ItemKey {
  pk: string;
  sk: string;
}

/** The same for items of any kind, by up to 100 distinct keys; unordered. */
export async function batchGetItems(
  table: Table,
  wanted: readonly ItemKey[],
  { consistent, random = Math.random, sleep = sleepFor, abortSignal }: BatchGetOptions,
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let keys = [...wanted];
  for (let round = 1, stalled = 0; keys.length > 0; round++) {
    if (stalled >= mostStalled)
      throw new Error(`DynamoDB left ${keys.length} of ${wanted.length} records unread`);
    if (round > 1) await sleep(random() * basePause * 2 ** (stalled + 1));
    const answer = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: keys, ConsistentRead: consistent } } }),
      { ...(abortSignal && { abortSignal }) },
    );
    found.push(...(answer.Responses?.[table.name] ?? []));
    const left = (answer.UnprocessedKeys?.[table.name]?.Keys ?? []) as typeof keys;
    stalled = left.length < keys.length ? 0 : stalled + 1;
    keys = left;
  }
  return found;
}

function understood(item: Record<string, unknown>): ClusterRecord | Error {
  try {
    return fromItem(item);
  } catch (error) {
    return error instanceof Error ? error : new Error('not an error was thrown', { cause: error });
  }
}
