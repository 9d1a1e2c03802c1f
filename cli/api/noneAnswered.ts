import type { Outcome } from '../program/overAll.ts';
import { Refused } from './refused.ts';

/**
 * Throws an error that does not concern a single cluster: no answer, or a caller who lacks the right. If one call
 * succeeded, there is no such error.
 */
export function throwWhereNoneAnswered(outcomes: readonly Outcome<unknown>[]): void {
  const errors = outcomes.flatMap((outcome) => (outcome.is === 'failed' ? [outcome.error] : []));
  const [first] = errors;
  if (errors.length === outcomes.length && errors.every((error) => !isOfCluster(error))) throw first;
}

function isOfCluster(error: unknown): boolean {
  return error instanceof Refused && error.problem !== undefined;
}
