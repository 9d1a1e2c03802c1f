import type { Target } from '../../targets/schema.ts';
import type { ClusterRecord, ClusterStatus } from '../record.ts';
import { and, equals, moreThan } from './clause.ts';
import { leaves, newMark } from './conditionalWrite.ts';
import { indexedAttributes, promised } from './item.ts';
import { sameLateWrite } from './lateWrites.ts';
import { sameKubeconfig } from './sameKubeconfig.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateRecord.ts';

/**
 * Records what a push did, unless something newer has been recorded or asked for meanwhile:
 *
 *   push A (claim a) starts ─────────────────────────── records ✗ the claim is gone
 *     same message again: push B (claim a) starts ── records ✓ and clears the claim
 *
 * No clause compares times: a worker whose clock was ahead would then shut out all that come after it.
 *
 * A push that lost still wrote to the cluster, and what it wrote may end sooner than what is recorded:
 * then validUntil is lowered to it. Lowering is always true; raising is only the winner's, and only where it wrote
 * everything again: what others lowered meanwhile is not raised again by one that did not.
 */
export async function recordResult(
  table: Table,
  record: ClusterRecord,
  status: ClusterStatus,
  written: { earliestExpiry: string | undefined; retired: readonly Target[]; everything: boolean },
): Promise<'recorded' | 'superseded'> {
  const stillOurClaim = equals('claim', record.claim);
  // When to push next was decided by the spec that was read: a cluster changed since comes due soon instead.
  const sameSpec = equals('version', record.version);
  const samePromise = written.everything ? [] : [equals('validUntil', promised(record.status))];
  const noLateWriteSince = sameLateWrite(record);
  const noRenewalSince = sameKubeconfig(record.kubeconfig);
  const mark = newMark();
  const fields = {
    ...indexedAttributes({ ...record, status }),
    claim: undefined,
    retired: written.retired,
    // Who fails stays suspect: the next push may be the one that takes its worker along.
    ...(status.error === undefined && { suspect: undefined }),
    mark,
  };
  const recorded = await updateRecord(table, record.name, fields, {
    when: and(stillOurClaim, sameSpec, noLateWriteSince, noRenewalSince, ...samePromise),
    trace: leaves('mark', mark),
  });
  if (recorded) return 'recorded';

  if (written.earliestExpiry !== undefined) await lowerValidUntil(table, record.name, written.earliestExpiry);
  return 'superseded';
}

/** Whether the cluster is in the index of expiries stays as it is: it may have been paused meanwhile. */
async function lowerValidUntil(table: Table, name: string, validUntil: string): Promise<void> {
  const lower = { when: moreThan('validUntil', validUntil), trace: leaves('validUntil', validUntil) };
  await updateRecord(table, name, { validUntil }, lower);
}
