import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { ClusterRecord } from '../record.ts';
import { announceChange } from './census.ts';
import { and, type Clause, conditionExpression, equals } from './clause.ts';
import { conditionalWrite, type Trace } from './conditionalWrite.ts';
import { sameLateWrite } from './lateWrites.ts';
import { recordKey, type Table } from './table.ts';
import { updateRecord } from './updateRecord.ts';

/**
 * The end of a cluster, in steps that may each be the last one done: cleaned, then its secret goes, then
 * its record. Every step asks for the claim it was dispatched with, for the name may have been forgotten by
 * force meanwhile and registered again: that one's secret and record must stay.
 *
 * @param unseen where it was not seen whether something is left; empty where there is no such place
 */
export async function markCleaned(table: Table, record: ClusterRecord, unseen: string): Promise<boolean> {
  const sameClaim = equals('claim', record.claim);
  const when = and(sameClaim, sameLateWrite(record));
  const fields = { cleaned: true, ...(unseen !== '' && { unseen }) };
  const marked = await updateRecord(table, record.name, fields, { when, trace: 'repeatable' });
  return marked !== undefined;
}

/**
 * Deletes the record; its events stay until they age out. False where the claim is not the same any more.
 * `now`: epoch milliseconds.
 */
export function forgetCluster(table: Table, record: ClusterRecord, now: number): Promise<boolean> {
  return deleteRecord(table, record, equals('claim', record.claim), now);
}

/** Does so where the record is still at the version that was read. */
export function deleteCluster(table: Table, record: ClusterRecord, now: number): Promise<boolean> {
  return deleteRecord(table, record, equals('version', record.version), now);
}

async function deleteRecord(
  table: Table,
  record: ClusterRecord,
  when: Clause,
  now: number,
): Promise<boolean> {
  await announceChange(table, now);
  const key = recordKey(record.name);
  // A deletion leaves nothing to be known by. No matter who deleted it: this registration is gone, as was asked.
  const gone: Trace = (item) => item?.['createdAt'] !== record.createdAt;
  const deletion = new DeleteCommand({ TableName: table.name, Key: key, ...conditionExpression(when) });
  return (await conditionalWrite(table, deletion, key, gone)) !== undefined;
}
