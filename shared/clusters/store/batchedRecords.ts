import { setTimeout as sleepFor } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import DataLoader from 'dataloader';
import type { ClusterRecord } from '../record.ts';
import { fromItem } from './item.ts';
import { recordKey, type Table } from './table.ts';

/** Reads one record, consistently: a push that follows a change must see it. */
export type ReadRecord = (name: string) => Promise<ClusterRecord | undefined>;

export interface Pauses {
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

type Read = ClusterRecord | undefined;

/** What DynamoDB takes in one BatchGetItem. */
const largestBatch = 100;
const rounds = 6;
const basePause = 50;

/**
 * Reads of the same turn go out as one call. Nothing is kept for later ones. What DynamoDB leaves unprocessed,
 * which is how it throttles a batch, is asked for again after a pause, and at last fails.
 */
export function batchedRecords(
  table: Table,
  pauses: Pauses = { random: Math.random, sleep: sleepFor },
): ReadRecord {
  const loader = new DataLoader<string, Read>(
    async (names) => {
      const found = await readAll(table, names, pauses);
      return names.map((name) => found.get(name));
    },
    { cache: false, maxBatchSize: largestBatch },
  );
  return (name) => loader.load(name);
}

async function readAll(
  table: Table,
  names: readonly string[],
  pauses: Pauses,
): Promise<Map<string, Read | Error>> {
  const found = new Map<string, Read | Error>();
  // The same message may come twice in one batch; DynamoDB refuses a key that is given twice.
  let keys = [...new Set(names)].map(recordKey);
  for (let round = 1; keys.length > 0; round++) {
    if (round > rounds) throw new Error(`DynamoDB left ${keys.length} of ${names.length} records unread`);
    if (round > 1) await pauses.sleep(pauses.random() * basePause * 2 ** round);
    const answer = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[table.name] ?? [])
      found.set(String(item['name']), understood(item));
    keys = (answer.UnprocessedKeys?.[table.name]?.Keys ?? []) as typeof keys;
  }
  return found;
}

/** A record that cannot be understood fails alone: DataLoader takes an Error in its place. */
function understood(item: Record<string, unknown>): Read | Error {
  try {
    return fromItem(item);
  } catch (error) {
    return error instanceof Error ? error : new Error('not an error was thrown', { cause: error });
  }
}
