import type { FailureReport } from '../../failure.ts';

/** How a credential that renews itself stands. Times are ISO 8601 in UTC with milliseconds. */
export interface Renewal {
  /** The version that an admin gave, whose identity all of them have. */
  origin?: string;
  /** The newest version that a worker began to store: at most one in ten minutes. It may never have been. */
  attempt?: { version: string; at: string };
  /** The version before, which still works until it ends: it is used where the API server refuses the one in use. */
  fallback?: { version: string; expiresAt: string };
  /** When a renewal that was due was last tried, or could not be; absent once one was made. */
  triedAt?: string;
  /** Why the last renewal that was due was not made; absent once one was. */
  failure?: FailureReport & { since: string };
}
