import type { ClusterRecord, KubeconfigReference } from '../record.ts';
import { and, equals } from './clause.ts';
import { leaves, newMark } from './conditionalWrite.ts';
import { kubeconfigAttributes } from './item.ts';
import { sameKubeconfig } from './sameKubeconfig.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateItem.ts';

/**
 * Notes which version of the credential will be stored next, before it is. Of two workers that renew at the same time,
 * one succeeds, and what a slower one stores can no longer be recorded:
 *
 *   worker A reads ── notes V2 ✓ ── stores V2 ─────────────────────── records V2 ✗ the attempt is V3
 *     worker B reads after ten minutes ── notes V3 ✓ ── stores V3 ── records V3 ✓
 *
 * Returns the reference after the note; undefined if somebody else was faster.
 */
export function noteAttempt(
  table: Table,
  record: ClusterRecord,
  attempt: { version: string; at: string },
): Promise<KubeconfigReference | undefined> {
  const { kubeconfig } = record;
  return recordRenewed(table, record, { ...kubeconfig, renewal: { ...kubeconfig.renewal, attempt } });
}

/** Puts a new version into use, once it is stored. Returns the same as noteAttempt. */
export async function recordRenewed(
  table: Table,
  { name, claim, kubeconfig, spec }: ClusterRecord,
  next: KubeconfigReference,
): Promise<KubeconfigReference | undefined> {
  const stillOurClaim = equals('claim', claim);
  const noRenewalSince = sameKubeconfig(kubeconfig);
  const mark = newMark();
  const written = await updateRecord(
    table,
    name,
    { ...kubeconfigAttributes(name, next, { renew: spec.renew }), mark },
    { when: and(stillOurClaim, noRenewalSince), trace: leaves('mark', mark) },
  );
  return written ? next : undefined;
}
