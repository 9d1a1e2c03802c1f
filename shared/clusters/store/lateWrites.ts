import type { ClusterRecord } from '../record.ts';
import { shardOf } from '../shards.ts';
import { absent, and, type Clause, equals, moreThan } from './clause.ts';
import { leaves } from './conditionalWrite.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateRecord.ts';

/** Whether nobody noted a late write since the record was read. */
export const sameLateWrite = ({ status }: ClusterRecord): Clause =>
  equals('lateWriteUntil', status.lateWriteUntil);

/**
 * Notes, of a push that was overtaken, until when what it wrote may come over what was written since, and has all
 * written once more then:
 *
 *   push A (version 1) ─────────── writes ── records ✗ ── notes: once more
 *     push B (version 2) writes ── records ✓               push C writes ✓
 *
 * What is under way records nothing then: it may have written before A did. False where the cluster is gone, or was
 * called clean: nobody would come again.
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
  const note = async (times: Record<string, string>, when: Clause) =>
    (await updateRecord(
      table,
      name,
      { ...times, lateWriteUntil: until },
      {
        when,
        trace: leaves('lateWriteUntil', until),
      },
    )) !== undefined;
  return (
    (await note({ nextPushAt: until, nextRefreshAt: until }, and(stays, comesLater))) ||
    (await note({}, stays))
  );
}
