import type { ClusterRecord, Suspicion } from '../record.ts';
import { equals } from './clause.ts';
import { leaves, newMark } from './conditionalWrite.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateItem.ts';

/**
 * Makes a cluster suspect, and due at `now` (ISO 8601): the next tick sends it to the lane where it is pushed alone.
 * False if the dispatch was handled meanwhile, or a later one replaced it.
 */
export function isolate(
  table: Table,
  { name, claim, suspect }: ClusterRecord,
  now: string,
): Promise<boolean> {
  const stillOurClaim = equals('claim', claim);
  const mark = newMark();
  const suspicion: Suspicion = suspect ?? { since: now };
  return updateRecord(
    table,
    name,
    { suspect: suspicion, nextPushAt: now, claim: undefined, mark },
    { when: stillOurClaim, trace: leaves('mark', mark) },
  );
}

/**
 * Notes the dispatch before a suspect is pushed alone. If its message comes again and the note still stands, the worker
 * ended without recording anything. Returns false as isolate does.
 */
export function noteAlone(
  table: Table,
  { name, claim, suspect }: ClusterRecord,
  now: string,
): Promise<boolean> {
  const stillOurClaim = equals('claim', claim);
  const suspicion: Suspicion = { since: suspect?.since ?? now, alone: claim ?? '' };
  // After a lost answer, writing the same again is harmless, and the claim stays.
  return updateRecord(table, name, { suspect: suspicion }, { when: stillOurClaim, trace: 'repeatable' });
}
