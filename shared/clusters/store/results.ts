import { type Ends, isoOf } from '../../ends.ts';
import type { Target } from '../../targets/schema.ts';
import type { ClusterRecord, ClusterStatus } from '../record.ts';
import { and, equals, moreThan } from './clause.ts';
import { leaves, newMark } from './conditionalWrite.ts';
import { indexedAttributes, promised } from './item.ts';
import { sameLateWrite } from './lateWrites.ts';
import { sameKubeconfig } from './sameKubeconfig.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateItem.ts';

/**
 * Records the result of a push, unless something newer has been recorded or requested meanwhile:
 *
 *   push A (claim a) starts ─────────────────────────── records ✗ the claim is gone
 *     same message again: push B (claim a) starts ── records ✓ and clears the claim
 *
 * No clause compares times: a worker whose clock is ahead would shut out all that follow it.
 *
 * A push that lost still wrote to the cluster, and its credentials may expire sooner than the recorded ones: then
 * validUntil is lowered to theirs. Lowering is always true. Only the winner may raise it, and only if it wrote
 * everything again: otherwise it would raise what others lowered meanwhile.
 */
export async function recordResult(
  table: Table,
  record: ClusterRecord,
  status: ClusterStatus,
  written: { ends: Ends | undefined; retired: readonly Target[]; everything: boolean },
): Promise<'recorded' | 'superseded'> {
  const stillOurClaim = equals('claim', record.claim);
  // The spec that was read decided when to push next. A cluster changed since then comes due soon instead.
  const sameSpec = equals('version', record.version);
  const samePromise = written.everything ? [] : [equals('validUntil', promised(record.status))];
  const noLateWriteSince = sameLateWrite(record);
  const noRenewalSince = sameKubeconfig(record.kubeconfig);
  const mark = newMark();
  const fields = {
    ...indexedAttributes({ ...record, status }),
    claim: undefined,
    retired: written.retired,
    // A failing cluster stays suspect: its next push may be the one that kills a worker.
    ...(status.error === undefined && { suspect: undefined }),
    mark,
  };
  const recorded = await updateRecord(table, record.name, fields, {
    when: and(stillOurClaim, sameSpec, noLateWriteSince, noRenewalSince, ...samePromise),
    trace: leaves('mark', mark),
  });
  if (recorded) return 'recorded';

  const lower = written.ends === undefined ? undefined : isoOf(written.ends);
  if (lower !== undefined) await lowerValidUntil(table, record.name, lower);
  return 'superseded';
}

/** Leaves the index of expiries alone: the cluster may have been paused meanwhile. */
async function lowerValidUntil(table: Table, name: string, validUntil: string): Promise<void> {
  const lower = { when: moreThan('validUntil', validUntil), trace: leaves('validUntil', validUntil) };
  await updateRecord(table, name, { validUntil }, lower);
}
