import type { ClusterStatus } from '../../shared/clusters/record.ts';
import type { Failure, FailureReport } from '../../shared/failure.ts';
import type { NamespaceResult, Removed, Repair, TargetResult, Unseen } from '../../shared/targets/kind.ts';

/** What a push did to a cluster, over all its targets. */
export interface Outcome {
  /** A namespace counts once, as the worst that any target made of it. */
  namespaces: ClusterStatus['namespaces'];
  /** Absent where everything was written. */
  error?: FailureReport;
  /** What lies under an error of kind internal, for the log. */
  fault?: unknown;
  /**
   * Epoch milliseconds: earliest expiry of all that was, or may have been, written; Infinity where nothing of it ends.
   * Absent where nothing was.
   */
  writtenUntil?: number;
  /** Whether every credential is in place, although something else may have failed. */
  wroteAll: boolean;
  repairs: readonly Repair[];
  removed?: readonly Removed[];
  unseen?: readonly Unseen[];
}

/** The outcome of a push that could not begin. */
export function failedOutcome(failure: Failure): Outcome {
  return {
    namespaces: { ready: 0, failed: 0, skipped: 0 },
    error: failure.report(),
    ...faultOf([failure]),
    wroteAll: false,
    repairs: [],
  };
}

/** The outcome with nothing in its words that was sent to the cluster: names may come from there, too. */
export function hiding(outcome: Outcome, hide: (text: string) => string): Outcome {
  const { error, repairs, removed = [], unseen = [] } = outcome;
  return {
    ...outcome,
    ...(error !== undefined && { error: { ...error, message: hide(error.message) } }),
    repairs: repairs.map(({ object, because }) => ({ object: hide(object), because: hide(because) })),
    removed: removed.map(({ what, namespace }) => ({ what: hide(what), namespace: hide(namespace) })),
    unseen: unseen.map(({ what, namespaces }) => ({
      what: hide(what),
      namespaces: namespaces === 'unlisted' ? namespaces : namespaces.map(hide),
    })),
  };
}

/** Puts the results of all targets together. */
export function combine(results: readonly TargetResult[]): Outcome {
  const worst = new Map<string, NamespaceResult>();
  for (const result of results.flatMap(({ namespaces }) => namespaces)) {
    const known = worst.get(result.namespace);
    if (known === undefined || badness(result) > badness(known)) worst.set(result.namespace, result);
  }
  const all = [...worst.values()];
  const count = (wanted: NamespaceResult['result']) => all.filter(({ result }) => result === wanted).length;
  const written = results.flatMap(({ writtenUntil }) => writtenUntil ?? []);
  const error = explain(results, all);
  const failures = [...results, ...all].flatMap((result) =>
    'failure' in result ? (result.failure ?? []) : [],
  );
  return {
    namespaces: { ready: count('ready'), failed: count('failed'), skipped: count('skipped') },
    ...(error !== undefined && { error }),
    ...faultOf(failures),
    ...(written.length > 0 && { writtenUntil: Math.min(...written) }),
    wroteAll: results.every(isWritten),
    repairs: results.flatMap(({ repairs = [] }) => repairs),
    removed: results.flatMap(({ removed = [] }) => removed),
    unseen: results.flatMap(({ unseen = [] }) => unseen),
  };
}

function isWritten({ failure, nothingChosen, namespaces }: TargetResult): boolean {
  if (failure !== undefined) return nothingChosen === true;
  return namespaces.every((result) => result.result !== 'failed' || result.written === true);
}

function faultOf(failures: readonly Failure[]): Pick<Outcome, 'fault'> {
  const internal = failures.find(({ kind }) => kind === 'internal');
  return internal === undefined ? {} : { fault: internal.cause ?? internal };
}

function badness({ result }: NamespaceResult): number {
  return { ready: 0, skipped: 1, failed: 2 }[result];
}

/** A target that could not begin says more than a namespace; of namespaces, the commonest failure speaks. */
function explain(
  results: readonly TargetResult[],
  all: readonly NamespaceResult[],
): FailureReport | undefined {
  const whole = results.find(({ failure }) => failure !== undefined)?.failure;
  if (whole !== undefined) return whole.report();

  const failures = all.flatMap((result) => (result.result === 'failed' ? [result] : []));
  const byKind = Map.groupBy(failures, ({ failure }) => failure.kind);
  const commonest = [...byKind.values()]
    .sort((a, b) => b.length - a.length)[0]
    ?.toSorted((a, b) => (a.namespace < b.namespace ? -1 : 1))[0];
  if (commonest === undefined) return undefined;
  const report = commonest.failure.report();
  if (failures.length === 1) return report;
  return {
    ...report,
    message: `${failures.length} of ${all.length} namespaces failed, the first of them ${commonest.namespace}: ${report.message}`,
  };
}
