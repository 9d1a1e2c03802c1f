import type { ClusterResource } from '../../shared/api/schemas.ts';

type Problem = NonNullable<ClusterResource['status']['problems']>[number];

/**
 * What a problem does beyond what its message says: '' where that is nothing.
 *
 * @param mostNamed names that are shown of those that a problem has
 */
export function hits({ namespaces, count, uncovered }: Problem, mostNamed = 3): string {
  const named = namespaces.slice(0, mostNamed).join(', ');
  const more = count > mostNamed ? ` and ${count - Math.min(mostNamed, namespaces.length)} more` : '';
  const where = count < 2 ? '' : named === '' ? `In ${count} namespaces.` : `In ${named}${more}.`;
  const cannot =
    uncovered === 0
      ? ''
      : uncovered === count
        ? 'No valid credential is known to be there.'
        : `In ${uncovered} of them no valid credential is known to be.`;
  return [where, cannot].filter(Boolean).join(' ');
}
