import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import { never } from '../../../shared/ends.ts';
import { iso } from '../../../shared/iso.ts';
import type { Outcome } from '../outcome/outcome.ts';

/** The result of a push in one sentence, for the log. */
export function describePush({ namespaces, error }: Outcome, status: ClusterStatus): string {
  const { ready, failed, skipped, uncovered = 0 } = namespaces;
  const ofThem = uncovered > 0 ? `, ${uncovered} of them uncovered` : '';
  const counts = [
    `${ready} ready`,
    failed > 0 && `${failed} failed${ofThem}`,
    skipped > 0 && `${skipped} skipped`,
  ];
  const next = status.nextPushAt === undefined ? '' : `; next push ${status.nextPushAt}`;
  const failure = error === undefined ? '' : `; ${error.kind}: ${error.message}`;
  return `namespaces: ${counts.filter(Boolean).join(', ')}; ${untilWhen(status)}${failure}${next}`;
}

function untilWhen({ ends }: ClusterStatus): string {
  if (ends === undefined) return 'nothing to pull with';
  return ends === never ? 'can pull with credentials that do not expire' : `can pull until ${iso(ends)}`;
}
