import type { Problem } from '../../../shared/clusters/problem.ts';
import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import type { Removed, Repair, Unseen } from '../../../shared/targets/kind.ts';
import type { Target } from '../../../shared/targets/schema.ts';

/** What a push did to a cluster, over all its targets. */
export interface Outcome {
  /** The chosen ones. A namespace counts once, as the worst that any target made of it. */
  namespaces: ClusterStatus['namespaces'];
  /** Whether some target has what it should in some namespace. */
  servedSome: boolean;
  /** Whether some target could not even learn which namespaces it chooses. */
  unlisted: boolean;
  /** Every cause of what failed, the worst first; none where nothing did. */
  problems: readonly Problem[];
  /** How many more there are than a record keeps. */
  furtherProblems: number;
  /** The worst of them, in one report; absent if nothing failed. */
  error?: FailureReport;
  /** What lies under an error of kind internal, for the log. */
  fault?: unknown;
  /**
   * Epoch milliseconds: earliest expiry of all that was, or may have been, written; Infinity where nothing of it ends.
   * Absent if nothing was.
   */
  writtenUntil?: number;
  /** Whether every credential is in place, although something else may have failed. */
  wroteAll: boolean;
  repairs: readonly Repair[];
  /** Of the retired targets, those that are still to be removed; absent if that is all of them. */
  stillRetired?: readonly Target[];
  removed?: readonly Removed[];
  unseen?: readonly Unseen[];
}
