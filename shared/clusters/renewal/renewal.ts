import type { FailureReport } from '../../failure.ts';

/** The state of a credential that renews itself. Times are ISO 8601 in UTC with milliseconds. */
export interface Renewal {
  /** The version that an admin supplied; all later ones have its identity. */
  origin?: string;
  /** The newest version that a worker began to store, at most one in ten minutes. Perhaps it was never stored. */
  attempt?: { version: string; at: string };
  /** The version before, valid until it expires. It is used if the API server refuses the one in use. */
  fallback?: { version: string; expiresAt: string };
  /** When a due renewal was last attempted or found impossible; absent after one that succeeded. */
  triedAt?: string;
  /** Why the last due renewal failed; absent after one that succeeded. */
  failure?: FailureReport & { since: string };
}
