import { Refused } from './refused.ts';
import { Unanswered } from './unanswered.ts';

/** Whether a later try may succeed: the API gave no answer, was busy, or failed; but not if it refused the caller. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.status === 429 || error.status >= 500;
  return error instanceof Unanswered;
}
