import type { PlannedRemoval } from './plan.ts';

const mostNamed = 5;

/** "to be removed: Secret a in namespace x; and 2 more", for a line of the audit trail. */
export function removalsInWords(removals: readonly PlannedRemoval[]): string {
  return removals.length === 0 ? 'nothing to remove' : `to be removed: ${listRemovals(removals)}`;
}

/** "Secret a in namespace x; and 2 more" */
export function listRemovals(removals: readonly PlannedRemoval[]): string {
  const named = removals.slice(0, mostNamed).map(({ message }) => message);
  const more = removals.length - named.length;
  return `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
