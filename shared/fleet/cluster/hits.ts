import type { Problem } from '../../clusters/problem.ts';
import { several } from '../words.ts';

/**
 * Which namespaces a problem hits, and in which of them pods cannot pull, unless its message says so already. May be
 * empty.
 *
 * @param mostNamed how many namespaces are named at most
 */
export function hits(
  { namespaces, count, uncovered }: Pick<Problem, 'namespaces' | 'count' | 'uncovered'>,
  mostNamed = 3,
): string {
  const named = namespaces.slice(0, mostNamed).join(', ');
  const more = count > mostNamed ? ` and ${count - Math.min(mostNamed, namespaces.length)} more` : '';
  const where = count < 2 ? '' : named === '' ? `In ${count} namespaces.` : `In ${named}${more}.`;
  return [where, cannotPull(count, uncovered)].filter(Boolean).join(' ');
}

function cannotPull(count: number, uncovered: number): string {
  if (uncovered === 0) return '';
  if (uncovered < count)
    return `${uncovered} of them ${several(uncovered, 'has', 'have')} no known valid credential.`;
  return count < 2 ? 'No valid credential is known there.' : 'None of them has a known valid credential.';
}
