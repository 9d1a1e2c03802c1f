import type { ClusterStatus } from '../../shared/clusters/record.ts';
import type { Outcome } from './outcome.ts';

/** What a push came to, in a sentence for the log. */
export function describePush({ namespaces, error }: Outcome, status: ClusterStatus): string {
  const { ready, failed, skipped } = namespaces;
  const counts = [`${ready} ready`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  const until =
    status.validUntil === undefined ? 'nothing to pull with' : `can pull until ${status.validUntil}`;
  const next = status.nextPushAt === undefined ? '' : `; next push ${status.nextPushAt}`;
  const failure = error === undefined ? '' : `; ${error.kind}: ${error.message}`;
  return `namespaces: ${counts.filter(Boolean).join(', ')}; ${until}${failure}${next}`;
}
