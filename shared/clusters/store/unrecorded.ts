import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { absent, atMost, equals, or, updateExpression } from './clause.ts';
import { conditionalWrite, leaves } from './conditionalWrite.ts';
import type { Table } from './table.ts';

/** Cluster names → since when a kubeconfig without a record was seen (ISO 8601). */
export type Marks = Readonly<Record<string, string>>;

const key = { pk: 'FLEET', sk: 'UNRECORDED' };

const everyMilliseconds = 60 * 60_000;

/** Whether the last look for kubeconfigs without a record is an hour ago. `now`: epoch milliseconds. */
export async function isLookDue(table: Table, now: number): Promise<boolean> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ProjectionExpression: 'lookedAt' }),
  );
  return isDue(Item?.['lookedAt'], now);
}

/**
 * Takes this hour's look for one tick; undefined if another tick has it. `look`: a unique id.
 *
 * The marks are stored in the table, not on the secrets: if the table is lost, so are they, and its replacement starts
 * to count again.
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

/** Saves the marks for the next look. False if another look has begun. */
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
