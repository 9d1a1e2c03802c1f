import type { Problem } from '../../../shared/clusters/problem.ts';
import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import type { Failure, FailureReport } from '../../../shared/failure.ts';
import { remedyFor } from '../../../shared/remedies.ts';
import type { NamespaceResult, Removed, Repair, TargetResult, Unseen } from '../../../shared/targets/kind.ts';
import { type Known, nothingKnown } from './known.ts';
import { inOneReport, kept, type Met, problemsIn } from './problems.ts';

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
  /** The worst of them, in one report; absent where nothing failed. */
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
export function failedOutcome(failure: Failure, known: Known = nothingKnown): Outcome {
  return combine([{ failure, namespaces: [] }], { known });
}

/** The outcome with nothing in its words that was sent to the cluster: names may come from there, too. */
export function hiding(outcome: Outcome, hide: (text: string) => string): Outcome {
  const { error, problems, repairs, removed = [], unseen = [] } = outcome;
  const inWords = <Told extends FailureReport>(told: Told): Told => ({
    ...told,
    message: hide(told.message),
    remedy: hide(told.remedy),
  });
  return {
    ...outcome,
    ...(error !== undefined && { error: inWords(error) }),
    problems: problems.map((problem) => ({
      ...inWords(problem),
      namespaces: problem.namespaces.map(hide),
    })),
    repairs: repairs.map(({ object, because }) => ({ object: hide(object), because: hide(because) })),
    removed: removed.map(({ what, namespace }) => ({ what: hide(what), namespace: hide(namespace) })),
    unseen: unseen.map(({ what, namespaces }) => ({
      what: hide(what),
      namespaces: namespaces === 'unlisted' ? namespaces : namespaces.map(hide),
    })),
  };
}

/** The outcome with the cluster's name in its remedies: what failed knew of no record. */
export function remedied(outcome: Outcome, name: string): Outcome {
  const { error, problems } = outcome;
  const named = <Told extends FailureReport>(told: Told): Told => ({
    ...told,
    remedy: remedyFor(told.remedy, { name, registered: true }),
  });
  return { ...outcome, ...(error !== undefined && { error: named(error) }), problems: problems.map(named) };
}

/**
 * Puts the results of all targets together. `cleanUp`: what became of what is to be removed: it is told where it failed,
 * and is no namespace that is chosen. `known`: what was known of the chosen ones before.
 */
export function combine(
  results: readonly TargetResult[],
  { cleanUp = [], known = nothingKnown }: { cleanUp?: readonly TargetResult[]; known?: Known } = {},
): Outcome {
  const chosen = worstOf(results.flatMap(({ namespaces }) => namespaces));
  const count = (wanted: NamespaceResult['result']) =>
    chosen.filter(({ result }) => result === wanted).length;
  const uncovered = chosen.filter(isUncovered).length;
  const unlisted = results.some(isUnlisted);
  const unnamed = unlisted
    ? withoutNames(known, { chosen: chosen.length, uncovered })
    : { count: 0, uncovered: 0 };
  const namespaces = {
    ready: count('ready'),
    failed: count('failed') + unnamed.count,
    skipped: count('skipped'),
    uncovered: uncovered + unnamed.uncovered,
  };
  const written = results.flatMap(({ writtenUntil }) => writtenUntil ?? []);
  const everything = [...results, ...cleanUp, ...results.flatMap(asCleanUp)];
  const all = problemsIn(
    everything.flatMap((result) => metIn(result, { unnamed, isChosen: results.includes(result) })),
  );
  const { problems, further } = kept(all);
  const error = problems[0] && inOneReport(problems[0], chosen.length + unnamed.count);
  return {
    namespaces,
    servedSome: results.some((each) => each.namespaces.some(({ result }) => result === 'ready')),
    unlisted,
    problems,
    furtherProblems: further,
    ...(error !== undefined && { error }),
    ...faultOf(everything.flatMap(failuresIn)),
    ...(written.length > 0 && { writtenUntil: Math.min(...written) }),
    wroteAll: results.every(isWritten),
    repairs: results.flatMap(({ repairs = [] }) => repairs),
    removed: everything.flatMap(({ removed = [] }) => removed),
    unseen: everything.flatMap(({ unseen = [] }) => unseen),
  };
}

function asCleanUp({ leftovers }: TargetResult): TargetResult[] {
  return leftovers === undefined ? [] : [leftovers];
}

function worstOf(namespaces: readonly NamespaceResult[]): NamespaceResult[] {
  const worst = new Map<string, NamespaceResult>();
  for (const result of namespaces) {
    const known = worst.get(result.namespace);
    if (known === undefined || badness(result) > badness(known)) worst.set(result.namespace, result);
  }
  return [...worst.values()];
}

function badness(result: NamespaceResult): number {
  if (result.result === 'failed') return isUncovered(result) ? 3 : 2;
  return { ready: 0, skipped: 1 }[result.result];
}

function isUncovered(result: NamespaceResult): boolean {
  return result.result === 'failed' && result.covered !== true;
}

function isUnlisted({ failure, nothingChosen, namespaces }: TargetResult): boolean {
  return failure !== undefined && nothingChosen !== true && namespaces.length === 0;
}

/** Of the namespaces that were chosen before, those that nobody could look at now. */
function withoutNames(
  known: Known,
  seen: { chosen: number; uncovered: number },
): NonNullable<Met['unnamed']> {
  const count = Math.max(0, known.chosen - seen.chosen);
  const covered = Math.max(0, known.covered - (seen.chosen - seen.uncovered));
  return { count, uncovered: Math.max(0, count - covered) };
}

/** What failed of one target, each with where. */
function metIn(
  result: TargetResult,
  { unnamed, isChosen }: { unnamed: NonNullable<Met['unnamed']>; isChosen: boolean },
): Met[] {
  const { failure, namespaces } = result;
  const each = namespaces.flatMap((namespace): Met[] =>
    namespace.result === 'failed'
      ? [
          {
            failure: namespace.failure.report(),
            namespace: namespace.namespace,
            uncovered: isChosen && isUncovered(namespace),
            whole: namespace.failure === failure,
          },
        ]
      : [],
  );
  if (failure === undefined || each.some(({ whole }) => whole)) return each;
  return [
    { failure: failure.report(), whole: true, ...(isChosen && isUnlisted(result) && { unnamed }) },
    ...each,
  ];
}

function failuresIn({ failure, namespaces }: TargetResult): Failure[] {
  const each = namespaces.flatMap((result) => (result.result === 'failed' ? result.failure : []));
  return failure === undefined ? each : [failure, ...each];
}

function isWritten({ failure, nothingChosen, namespaces }: TargetResult): boolean {
  if (failure !== undefined) return nothingChosen === true;
  return namespaces.every((result) => result.result !== 'failed' || result.written === true);
}

function faultOf(failures: readonly Failure[]): Pick<Outcome, 'fault'> {
  const internal = failures.find(({ kind }) => kind === 'internal');
  return internal === undefined ? {} : { fault: internal.cause ?? internal };
}
