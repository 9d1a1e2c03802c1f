import type { ClusterRecord, Suspicion } from '../record.ts';
import { equals } from './clause.ts';
import { leaves, newMark } from './conditionalWrite.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateRecord.ts';

/**
 * Makes a cluster suspect, and due at `now` (ISO 8601): the next tick sends it to where it is pushed to alone. False
 * where the dispatch was dealt with meanwhile, or a later one took its place.
 */
export async function isolate(
  table: Table,
  { name, claim, suspect }: ClusterRecord,
  now: string,
): Promise<boolean> {
  const stillOurClaim = equals('claim', claim);
  const mark = newMark();
  const suspicion: Suspicion = suspect ?? { since: now };
  const isolated = await updateRecord(
    table,
    name,
    { suspect: suspicion, nextPushAt: now, claim: undefined, mark },
    { when: stillOurClaim, trace: leaves('mark', mark) },
  );
  return isolated !== undefined;
}

/**
 * Notes, before a suspect is pushed to alone, which dispatch this is. Where its message comes again and the note still
 * stands, the worker ended without recording anything. False as above.
 */
export async function noteAlone(
  table: Table,
  { name, claim, suspect }: ClusterRecord,
  now: string,
): Promise<boolean> {
  const stillOurClaim = equals('claim', claim);
  const suspicion: Suspicion = { since: suspect?.since ?? now, alone: claim ?? '' };
  // Twice the same is written where the answer is lost, and the claim stays.
  const noted = await updateRecord(
    table,
    name,
    { suspect: suspicion },
    { when: stillOurClaim, trace: 'repeatable' },
  );
  return noted !== undefined;
}
