import type { Ends } from '../ends.ts';
import type { FailureReport } from '../failure.ts';
import type { TokenNotes } from '../registries/notes.ts';
import type { Target } from '../targets/schema.ts';
import type { Problem } from './problem.ts';
import type { Renewal } from './renewal/renewal.ts';
import type { ClusterSpec } from './spec.ts';

export const phases = ['Pending', 'Healthy', 'Degraded', 'Failing', 'Paused', 'Deregistering'] as const;
export type Phase = (typeof phases)[number];

/** Where a cluster's kubeconfig is stored, and the parts of it that may be shown. */
export interface KubeconfigReference {
  /** Version id of the Secrets Manager secret. The record decides which credential is in use. */
  version: string;
  /** https URL of the API server. */
  server: string;
  /** The user name that the API server has for the credential; absent if it was not asked. */
  identity?: string;
  /** UID of the cluster's namespace kube-system; absent unless pullpass bootstrap read it. */
  cluster?: string;
  /** ISO 8601: when the token was issued, according to the token. */
  issuedAt?: string;
  /** ISO 8601; absent if the credential states no expiry. */
  expiresAt?: string;
  /** Absent if it was never renewed. An admin's rotation removes it. */
  renewal?: Renewal;
}

/** The chosen namespaces. Each is counted once, with the worst result that any target had in it. */
interface NamespaceCounts {
  ready: number;
  failed: number;
  /** Namespaces that are being deleted. */
  skipped: number;
  /** How many of the failed ones have no known valid credential. Default: 0. */
  uncovered?: number;
}

/** The state of a cluster after its last push. Times are ISO 8601 in UTC with milliseconds, so that they sort. */
export interface ClusterStatus {
  phase: Phase;
  /** The earliest expiry of everything that was written: until then every pull has a valid credential. */
  ends?: Ends;
  /** When a registry refused a credential that was written; absent once everything has been written again. */
  withdrawnAt?: string;
  /**
   * Until then, an earlier write may still take effect: it got no answer, or another push overtook its push. What is
   * pushed or removed before then is checked again after it.
   */
  lateWriteUntil?: string;
  lastAttemptAt?: string;
  lastSuccessAt?: string;
  /** Absent while paused. */
  nextPushAt?: string;
  /** When everything is written again; absent if the next push does so anyway. */
  nextRefreshAt?: string;
  /** Version of the spec that the last successful refresh wrote. */
  servedVersion?: number;
  /** Version of the spec whose namespaces are counted. Default: servedVersion. */
  countedVersion?: number;
  /** When the failures in a row began, or the failing cluster was resumed; absent while healthy or paused. */
  failingSince?: string;
  consecutiveFailures: number;
  /** The worst problem, as one report: older versions read only this. */
  error?: FailureReport;
  /** Every cause of failure, worst first; absent if nothing fails. */
  problems?: readonly Problem[];
  /** How many more problems there are; absent if all are kept. */
  furtherProblems?: number;
  namespaces: NamespaceCounts;
  /** Since when pods cannot pull somewhere; absent if they can, or never could. */
  uncoveredSince?: string;
  /** What was noticed about the registries' tokens that makes no push fail; absent if nothing was. */
  tokenNotes?: TokenNotes;
}

/**
 * A message of this cluster was delivered again while its dispatch still stood: perhaps its worker died of it, and took
 * its other work along. So the cluster is pushed alone until a push succeeds. This is not a failure.
 */
export interface Suspicion {
  /** ISO 8601. */
  since: string;
  /** The claim of the last dispatch whose push was begun alone. */
  alone?: string;
}

/** One cluster as PullPass stores it. Holds no secrets. */
export interface ClusterRecord {
  name: string;
  spec: ClusterSpec;
  status: ClusterStatus;
  kubeconfig: KubeconfigReference;
  /** Number of the spec. Every change by an admin raises it; it is the ETag. */
  version: number;
  createdAt: string;
  /** Targets that were taken out of the spec, whose objects are not yet removed from the cluster. */
  retired: readonly Target[];
  /**
   * Its secrets of static registries must say which host they are for. Absent if it has no such secrets, or a version
   * that did not require this registered them.
   */
  secretsSayHost?: true;
  /** Present from a dispatch until its push is recorded. */
  claim?: string;
  suspect?: Suspicion;
  /** Present while deregistering, once the cluster was seen to hold nothing that PullPass wrote. */
  cleaned?: true;
  /** With `cleaned`: where that could not be seen. For the trail. */
  unseen?: string;
}
