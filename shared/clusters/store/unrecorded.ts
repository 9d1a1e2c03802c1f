import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { iso } from '../../iso.ts';
import { absent, atMost, equals, or } from './clause.ts';
import { leaves } from './conditionalWrite.ts';
import type { Table } from './table.ts';
import { updateItem } from './updateItem.ts';

/** Cluster names → since when a kubeconfig without a record was seen (ISO 8601). */
export type MissingSince = Readonly<Record<string, string>>;

const key = { pk: 'FLEET', sk: 'UNRECORDED' };

const everyMilliseconds = 60 * 60_000;

/** Whether the last look for kubeconfigs without a record is an hour ago. `now`: epoch milliseconds. */
export async function isLookDue(table: Table, now: number): Promise<boolean> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ProjectionExpression: 'lookedAt' }),
  );
  const lookedAt = Item?.['lookedAt'];
  return lookedAt === undefined || Date.parse(lookedAt) <= now - everyMilliseconds;
}

/**
 * Takes this hour's look for one tick; undefined if another tick has it. `look`: a unique id.
 *
 * The marks are stored in the table, not on the secrets: if the table is lost, so are they, and its replacement starts
 * to count again.
 */
export async function claimLook(table: Table, look: string, now: number): Promise<MissingSince | undefined> {
  const anHourAgo = or(absent('lookedAt'), atMost('lookedAt', iso(now - everyMilliseconds)));
  const claim = { when: anHourAgo, trace: leaves('look', look), answer: 'ALL_NEW' } as const;
  const held = await updateItem(table, key, { lookedAt: iso(now), look }, claim);
  return held && ((held.item?.['marks'] ?? {}) as MissingSince);
}

/** Saves the marks for the next look. False if another look has begun. */
export async function saveMarks(table: Table, look: string, marks: MissingSince): Promise<boolean> {
  const stillOurs = equals('look', look);
  const held = await updateItem(table, key, { marks }, { when: stillOurs, trace: 'repeatable' });
  return held !== undefined;
}
