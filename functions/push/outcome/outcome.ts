import type { Problem } from '../../../shared/clusters/problem.ts';
import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import type { Ends } from '../../../shared/ends.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import type { Removed, Repair, UnseenRemoval } from '../../../shared/targets/kind.ts';
import type { Target } from '../../../shared/targets/schema.ts';

/** What a push did to a cluster, over all its targets. */
export interface Outcome {
  /** The chosen namespaces. Each counts once, with the worst result that any target had in it. */
  namespaces: ClusterStatus['namespaces'];
  /** Whether some target has what it should in some namespace. */
  servedSome: boolean;
  /** Whether some target could not find out which namespaces it chooses. */
  unlisted: boolean;
  /** Every cause of failure, worst first; empty if nothing failed. */
  problems: readonly Problem[];
  /** How many more there are than a record keeps. */
  furtherProblems: number;
  /** The worst of them, as one report; absent if nothing failed. */
  error?: FailureReport;
  /** The original error behind an error of kind internal, for the log. */
  fault?: unknown;
  /** The earliest expiry of everything that was, or may have been, written. Absent if nothing was written. */
  writtenUntil?: Ends;
  /** Whether every credential is in place, even if something else failed. */
  wroteAll: boolean;
  repairs: readonly Repair[];
  /** The retired targets that are not completely removed; absent if that is all of them. */
  stillRetired?: readonly Target[];
  removed?: readonly Removed[];
  unseen?: readonly UnseenRemoval[];
}
