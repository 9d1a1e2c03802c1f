import { Refused } from './refused.ts';
import { Unanswered } from './unanswered.ts';

/**
 * Whether a later attempt may succeed: the API did not answer, was busy, or failed; but not if it refused the caller.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.status === 429 || error.status >= 500;
  return error instanceof Unanswered;
}
