import { Refused } from './refused.ts';
import { Unanswered } from './unanswered.ts';

/** Whether an API may answer again by itself: it gave no answer, was busy, or failed; not where it refused the caller. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.status === 429 || error.status >= 500;
  return error instanceof Unanswered;
}
