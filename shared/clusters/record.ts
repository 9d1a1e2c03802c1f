import type { FailureReport } from '../failure.ts';
import type { TokenNotes } from '../registries/notes.ts';
import type { Target } from '../targets/schema.ts';
import type { Problem } from './problem.ts';
import type { Renewal } from './renewal/renewal.ts';
import type { ClusterSpec } from './spec.ts';

export const phases = ['Pending', 'Healthy', 'Degraded', 'Failing', 'Paused', 'Deregistering'] as const;
export type Phase = (typeof phases)[number];

/** Where a cluster's kubeconfig is, and what may be shown of it. */
export interface KubeconfigReference {
  /** Version id of the Secrets Manager secret: the record decides which credential is in use. */
  version: string;
  /** https URL of the API server. */
  server: string;
  /** User name that the API server knows the credential by, where it was asked. */
  identity?: string;
  /** UID of the cluster's namespace kube-system, where pullpass bootstrap saw it. */
  cluster?: string;
  /** ISO 8601: when a token was made, as it says itself. */
  issuedAt?: string;
  /** ISO 8601; absent if the credential names no end. */
  expiresAt?: string;
  /** Absent if it was never renewed. An admin's rotation ends it. */
  renewal?: Renewal;
}

/** The chosen namespaces, each counted once, as the worst that any target made of it. */
export interface NamespaceCounts {
  ready: number;
  failed: number;
  /** Those that are being deleted. */
  skipped: number;
  /** Of those that failed: in which no valid credential is known to be. Default: 0. */
  uncovered?: number;
}

/** How the last push left the cluster. Times are ISO 8601 in UTC with milliseconds, so that they sort. */
export interface ClusterStatus {
  phase: Phase;
  /** Earliest expiry over all that was written: until then every pull has a good credential. */
  validUntil?: string;
  /** Instead of validUntil: nothing that was written expires. */
  endless?: true;
  /** When a registry was seen to refuse what was written; absent once all has been written since. */
  withdrawnAt?: string;
  /**
   * Until then, a write of before may still be carried out: it got no answer, or its push was overtaken by another one.
   * What is pushed or removed meanwhile is looked at again after it.
   */
  lateWriteUntil?: string;
  lastAttemptAt?: string;
  lastSuccessAt?: string;
  /** Absent while paused. */
  nextPushAt?: string;
  /** When all is to be written again; absent if the next push does so in any case. */
  nextRefreshAt?: string;
  /** Version of the spec that the last successful refresh wrote. */
  servedVersion?: number;
  /** Version of the spec of whose namespaces the numbers are; default: servedVersion. */
  countedVersion?: number;
  /** When the run of failures began, or the failing cluster was resumed; absent while healthy or paused. */
  failingSince?: string;
  consecutiveFailures: number;
  /** The worst of the problems in one report: versions that knew of one only read it. */
  error?: FailureReport;
  /** Every cause of what fails, the worst first; absent if nothing does. */
  problems?: readonly Problem[];
  /** How many more there are; absent if all are kept. */
  furtherProblems?: number;
  namespaces: NamespaceCounts;
  /** Since when pods cannot pull somewhere; absent if they can, or were never expected to. */
  uncoveredSince?: string;
  /** What was observed of the registries' tokens that keeps no push from succeeding; absent if it is nothing. */
  tokenNotes?: TokenNotes;
}

/**
 * A message of this cluster came again though its dispatch still stood: its worker may have died with it, and with
 * whatever else it had to do. So it is pushed to alone, until a push succeeds. It is no failure.
 */
export interface Suspicion {
  /** ISO 8601. */
  since: string;
  /** The claim of the last dispatch whose push was begun alone. */
  alone?: string;
}

/** One cluster as PullPass keeps it. Holds nothing secret. */
export interface ClusterRecord {
  name: string;
  spec: ClusterSpec;
  status: ClusterStatus;
  kubeconfig: KubeconfigReference;
  /** Number of the spec, raised by every change an admin makes: the ETag. */
  version: number;
  createdAt: string;
  /** Targets that were taken out of the spec and whose objects are still to be removed from the cluster. */
  retired: readonly Target[];
  /**
   * Its secrets of static registries must say which host they are for. Absent if it has none, or where they were
   * registered by a version that did not ask for it.
   */
  secretsSayHost?: true;
  /** Present while a dispatched push has not been recorded. */
  claim?: string;
  suspect?: Suspicion;
  /** Present while deregistering, once nothing of ours was seen in the cluster any more. */
  cleaned?: true;
  /** Beside it: where that was not seen, for the trail. */
  unseen?: string;
}
