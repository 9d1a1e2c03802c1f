import type { Failure } from '../../../shared/failure.ts';
import type { NamespaceResult, TargetResult } from '../../../shared/targets/kind.ts';
import { type Known, nothingKnown } from './known.ts';
import type { Outcome } from './outcome.ts';
import { inOneReport, kept, type Met, problemsIn } from './problems.ts';

/** The outcome of a push that could not begin. */
export function failedOutcome(failure: Failure, known: Known = nothingKnown): Outcome {
  return combine([{ failure, namespaces: [] }], { known });
}

/**
 * Combines the results of all targets. `cleanUp`: the results of removals; their failures are reported, but their
 * namespaces are not chosen ones. `known`: what was known of the chosen namespaces before.
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

/** The unknown namespaces: those chosen before, which nobody could look at now. */
function withoutNames(
  known: Known,
  seen: { chosen: number; uncovered: number },
): NonNullable<Met['unnamed']> {
  const count = Math.max(0, known.chosen - seen.chosen);
  const covered = Math.max(0, known.covered - (seen.chosen - seen.uncovered));
  return { count, uncovered: Math.max(0, count - covered) };
}

/** The failures of one target, each with its place. */
function metIn(
  result: TargetResult,
  { unnamed, isChosen }: { unnamed: NonNullable<Met['unnamed']>; isChosen: boolean },
): Met[] {
  const { failure, namespaces } = result;
  const failed = namespaces.filter((each) => each.result === 'failed');
  const each = failed.map(
    (result): Met => ({
      failure: result.failure.report(),
      namespace: result.namespace,
      uncovered: isChosen && isUncovered(result),
      whole: result.failure === failure,
    }),
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
