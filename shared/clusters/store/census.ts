import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { everyPage } from './everyPage.ts';
import type { Table } from './table.ts';

/** How many clusters were registered when they were last counted. */
export interface Census {
  registered: number;
  /** ISO 8601. */
  countedAt: string;
}

/**
 * Counting reads the whole listing, so it may cost this many clusters a second and no more: a small fleet is
 * counted anew every time, one of 10,000 every quarter of an hour.
 */
const clustersPerSecond = 10;

const key = { pk: 'FLEET', sk: 'CENSUS' };

/** The last census where it is young enough for its size, else a new one. `now`: epoch milliseconds. */
export async function takeCensus(table: Table, now: number): Promise<{ census: Census; isNew: boolean }> {
  const last = await readCensus(table);
  if (last !== undefined && isYoungEnough(last, now)) return { census: last, isNew: false };
  const registered = await countRegistered(table);
  return { census: { registered, countedAt: new Date(now).toISOString() }, isNew: true };
}

/** Keeps a census for those that come after. */
export async function saveCensus(table: Table, census: Census): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...key, ...census } }));
}

export function isYoungEnough({ registered, countedAt }: Census, now: number): boolean {
  return now - Date.parse(countedAt) < (registered / clustersPerSecond) * 1000;
}

async function countRegistered(table: Table): Promise<number> {
  const pages = everyPage(table, {
    IndexName: 'listing',
    KeyConditionExpression: 'listing = :all',
    ExpressionAttributeValues: { ':all': 'cluster' },
    Select: 'COUNT',
  });
  let count = 0;
  for await (const page of pages) count += page.Count ?? 0;
  return count;
}

async function readCensus(table: Table): Promise<Census | undefined> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key }));
  if (Item === undefined) return undefined;
  return { registered: Number(Item['registered']), countedAt: String(Item['countedAt']) };
}
