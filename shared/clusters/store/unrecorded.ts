import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { absent, atMost, equals, or, updateExpression } from './clause.ts';
import { conditionalWrite, leaves } from './conditionalWrite.ts';
import type { Table } from './table.ts';

/** Since when kubeconfigs have been seen without a record: ISO 8601, by the name of the cluster. */
export type Marks = Readonly<Record<string, string>>;

const key = { pk: 'FLEET', sk: 'UNRECORDED' };

const everyMilliseconds = 60 * 60_000;

/** Whether it is an hour ago that kubeconfigs without a record were looked for. `now`: epoch milliseconds. */
export async function isLookDue(table: Table, now: number): Promise<boolean> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ProjectionExpression: 'lookedAt' }),
  );
  return isDue(Item?.['lookedAt'], now);
}

/**
 * Takes the look of this hour for one tick; undefined if another has it. `look`: an id of its own.
 *
 * The marks are kept in the table, and not on the secrets: where the table is lost, so are the marks, and a table that
 * takes its place begins to count again.
 */
export async function claimLook(table: Table, look: string, now: number): Promise<Marks | undefined> {
  const anHourAgo = or(absent('lookedAt'), atMost('lookedAt', iso(now - everyMilliseconds)));
  const claim = new UpdateCommand({
    TableName: table.name,
    Key: key,
    ...updateExpression({ lookedAt: iso(now), look }, anHourAgo),
    ReturnValues: 'ALL_NEW',
  });
  const held = await conditionalWrite(table, claim, key, leaves('look', look));
  return held && ((held.item?.['marks'] ?? {}) as Marks);
}

/** Keeps the marks for the next look. False where another has begun. */
export async function saveMarks(table: Table, look: string, marks: Marks): Promise<boolean> {
  const stillOurs = equals('look', look);
  const save = new UpdateCommand({
    TableName: table.name,
    Key: key,
    ...updateExpression({ marks }, stillOurs),
  });
  return (await conditionalWrite(table, save, key, 'repeatable')) !== undefined;
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

function isDue(lookedAt: unknown, now: number): boolean {
  return lookedAt === undefined || Date.parse(String(lookedAt)) <= now - everyMilliseconds;
}
