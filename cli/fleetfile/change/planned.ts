import type { Client, DryRun } from '../../api/client.ts';
import type { CommandError } from '../../program/errors.ts';
import type { Decision } from './decide.ts';

/** A decision, its effects according to the API, and what to send. */
export interface Planned {
  decision: Decision;
  /** Changes to RBAC, if an admin's context makes the credential: lines that fit. */
  rbac?: (width: number) => string[];
  /** What changes in the cluster. */
  plan?: DryRun['plan'];
  notices?: string[];
  /** Why it is impossible. */
  error?: CommandError;
  /** Does it. Absent if there is nothing to do, or if it is impossible. */
  act?: (client: Client, options: { preflight: boolean }) => Promise<Done>;
}

/** What the API answered to a change. */
export interface Done {
  notices?: string[] | undefined;
  /** Absent for a deregistration. */
  version?: number;
  /** Why something that is no longer needed was not removed from the cluster. */
  kept?: string;
}
