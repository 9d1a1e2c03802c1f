import { Failure } from '../../shared/failure.ts';

/** Why a record cannot be read, and what to do; rethrows any other error. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Failure)) throw error;
  return `${error.message}. ${error.remedy}`;
}
