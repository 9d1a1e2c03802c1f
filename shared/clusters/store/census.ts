import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { iso } from '../../iso.ts';
import { updateExpression } from './clause.ts';
import { countItems } from './everyPage.ts';
import { getItem } from './getItem.ts';
import type { Table } from './table.ts';

/** How many clusters were registered at the last count. */
export interface Census {
  registered: number;
  /** When the count began; ISO 8601. */
  countedAt: string;
  /** When a cluster was last registered or forgotten; ISO 8601. Absent if only older versions did so. */
  changedAt?: string;
}

/**
 * A count reads the whole listing. While no cluster is added or removed, it may cost this many clusters a second: a
 * small fleet is counted every time, one of 10,000 every quarter of an hour.
 */
const clustersPerSecond = 10;

/**
 * A count this soon after a change is not kept: the listing is an index, which may lag behind the table; clocks differ;
 * and a change is announced before it is made.
 */
const settlingMilliseconds = 60_000;

const key = { pk: 'FLEET', sk: 'CENSUS' };

/** The last census if it still holds, otherwise a new one. `now`: epoch milliseconds. */
export async function takeCensus(table: Table, now: number): Promise<{ census: Census; isNew: boolean }> {
  const last = await readCensus(table);
  if (last !== undefined && isYoungEnough(last, now)) return { census: last, isNew: false };
  const registered = await countItems(table, {
    IndexName: 'listing',
    KeyConditionExpression: 'listing = :all',
    ExpressionAttributeValues: { ':all': 'cluster' },
  });
  return { census: { registered, countedAt: iso(now) }, isNew: true };
}

/** Saves a census for later readers. */
export async function saveCensus(table: Table, { registered, countedAt }: Census): Promise<void> {
  // Not the whole item: an announcement made during the count must stay.
  await set(table, { registered, countedAt });
}

/**
 * Announces that a cluster is about to be registered or forgotten, so that no earlier count is believed. An
 * announcement without a change costs one count. `now`: epoch milliseconds.
 */
export async function announceChange(table: Table, now: number): Promise<void> {
  await set(table, { changedAt: iso(now) });
}

async function set(table: Table, fields: Partial<Census>): Promise<void> {
  await table.client.send(
    new UpdateCommand({ TableName: table.name, Key: key, ...updateExpression(fields) }),
  );
}

/** Whether a census still holds, by its age and the last announced change. */
export function isYoungEnough({ registered, countedAt, changedAt }: Census, now: number): boolean {
  const counted = Date.parse(countedAt);
  const isSettled = changedAt === undefined || counted - Date.parse(changedAt) >= settlingMilliseconds;
  return isSettled && now - counted < (registered / clustersPerSecond) * 1000;
}

async function readCensus(table: Table): Promise<Census | undefined> {
  const { registered, countedAt, changedAt } = (await getItem(table, key)) ?? {};
  if (countedAt === undefined) return undefined;
  return { registered, countedAt, ...(changedAt !== undefined && { changedAt }) };
}
