import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { ClusterRecord } from '../record.ts';
import { announceChange } from './census.ts';
import { and, type Clause, conditionExpression, equals } from './clause.ts';
import { conditionalWrite, type Trace } from './conditionalWrite.ts';
import { sameLateWrite } from './lateWrites.ts';
import { recordKey, type Table } from './table.ts';
import { updateRecord } from './updateItem.ts';

/**
 * The end of a cluster, in steps, any of which may be the last that happens: it is marked cleaned, then its secret is
 * deleted, then its record. Every step requires the claim of its dispatch: somebody may have forgotten the name by
 * force meanwhile and registered it again, and that cluster's secret and record must stay.
 *
 * @param unseen where nobody could see whether something is left; may be empty
 */
export function markCleaned(table: Table, record: ClusterRecord, unseen: string): Promise<boolean> {
  const sameClaim = equals('claim', record.claim);
  const when = and(sameClaim, sameLateWrite(record));
  const fields = { cleaned: true, ...(unseen !== '' && { unseen }) };
  return updateRecord(table, record.name, fields, { when, trace: 'repeatable' });
}

/**
 * Deletes the record; its events stay until they age out. False if the claim has changed. `now`: epoch milliseconds.
 */
export function forgetCluster(table: Table, record: ClusterRecord, now: number): Promise<boolean> {
  return deleteRecord(table, record, equals('claim', record.claim), now);
}

/** Deletes the record if it is still at the version that was read. */
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
  // A deletion leaves no mark. No matter who deleted it, this registration is gone, as requested.
  const gone: Trace = (item) => item?.['createdAt'] !== record.createdAt;
  const deletion = new DeleteCommand({ TableName: table.name, Key: key, ...conditionExpression(when) });
  return (await conditionalWrite(table, deletion, key, gone)) !== undefined;
}
