import type { Client, DryRun } from '../../api/client.ts';
import type { CommandError } from '../../program/errors.ts';
import type { Decision } from './decide.ts';

/** A decision with what the API says that it does, and what is to be sent. */
export interface Planned {
  decision: Decision;
  /** What of RBAC changes there, where an admin's context makes the credential: lines that fit. */
  rbac?: (width: number) => string[];
  /** What changes in the cluster. */
  plan?: DryRun['plan'];
  notices?: string[];
  /** Why it cannot be done. */
  error?: CommandError;
  /** Does it. Absent if there is nothing to do, or if it cannot be done. */
  act?: (client: Client, options: { preflight: boolean }) => Promise<Done>;
}

/** What the API answered to a change. */
export interface Done {
  notices?: string[] | undefined;
  /** Absent for a deregistration. */
  version?: number;
  /** Why something that is no longer needed was not taken out of the cluster. */
  kept?: string;
}
