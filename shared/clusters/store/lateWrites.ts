import type { ClusterRecord } from '../record.ts';
import { shardOf } from '../shards.ts';
import { absent, and, type Clause, equals, moreThan } from './clause.ts';
import { leaves } from './conditionalWrite.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateItem.ts';

/** Whether nobody noted a late write since the record was read. */
export const sameLateWrite = ({ status }: ClusterRecord): Clause =>
  equals('lateWriteUntil', status.lateWriteUntil);

/**
 * Called for a push that was overtaken. Notes until when its writes may still overwrite newer ones, and has everything
 * written once more after that:
 *
 *   push A (version 1) ─────────── writes ── records ✗ ── notes: once more
 *     push B (version 2) writes ── records ✓               push C writes ✓
 *
 * A push under way then records nothing: it may have written before A did. False if the cluster is gone or was found
 * clean: no push would follow.
 *
 * @param until ISO 8601
 */
export async function noteLateWrite(
  table: Table,
  { name, createdAt }: ClusterRecord,
  until: string,
): Promise<boolean> {
  const stays = and(equals('createdAt', createdAt), absent('cleaned'));
  const comesLater = and(equals('dueShard', shardOf(name)), moreThan('nextPushAt', until));
  const trace = leaves('lateWriteUntil', until);
  const note = (times: Record<string, string>, when: Clause) =>
    updateRecord(table, name, { ...times, lateWriteUntil: until }, { when, trace });
  return (
    (await note({ nextPushAt: until, nextRefreshAt: until }, and(stays, comesLater))) ||
    (await note({}, stays))
  );
}
