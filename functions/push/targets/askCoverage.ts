import pMap from 'p-map';
import { asFailure } from '../../../shared/failure.ts';
import { isClusterWide } from '../../../shared/kubernetes/failures.ts';
import { coverage } from '../../../shared/targets/coverage.ts';
import type { NamespaceResult, TargetResult } from '../../../shared/targets/kind.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { literalNames } from '../../../shared/targets/namespaceSelection.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { selectNamespaces } from '../../../shared/targets/selectNamespaces.ts';
import type { ClusterContext } from '../cluster/inCluster.ts';
import type { Known } from '../outcome/known.ts';

/** Milliseconds after which nothing more is asked. What was not asked counts as not covered. */
const patience = 10_000;

type Failed = Extract<NamespaceResult, { result: 'failed' }>;

/**
 * Finds out where pods can pull although something failed: asks the cluster, for each such namespace, whether it has a
 * valid credential. If asking is not permitted, the namespace counts as not covered. If the cluster does not answer at
 * all, what was known before stands. A target that could not be begun failed in all namespaces that it chooses. Never
 * rejects.
 */
export async function askCoverage(
  targets: readonly Target[],
  results: readonly TargetResult[],
  known: Known,
  context: ClusterContext,
): Promise<TargetResult[]> {
  const end = context.now() + patience;
  const asked: TargetResult[] = [];
  for (const [index, target] of targets.entries()) {
    const result = await spread(target, results[index] ?? { namespaces: [] }, context);
    asked.push(await ask(target, result, context, end));
  }
  return asKnown(asked, known);
}

/** What prevented a target from beginning affects every namespace that it chooses, if these can be determined. */
async function spread(target: Target, result: TargetResult, context: ClusterContext): Promise<TargetResult> {
  const { failure, nothingChosen } = result;
  if (failure === undefined || nothingChosen || result.namespaces.length > 0) return result;
  const chosen = await chosenBy(target, context);
  const namespaces = chosen.map(
    ({ name, terminating }): NamespaceResult =>
      terminating
        ? { namespace: name, result: 'skipped', because: 'it is being deleted' }
        : { namespace: name, result: 'failed', failure },
  );
  return { ...result, namespaces };
}

async function chosenBy(target: Target, { breaker, listNamespaces }: ClusterContext) {
  const selection = kindOf(target).selection(target);
  const isListed = literalNames(selection) === undefined;
  if (isListed && breaker.tripped() !== undefined) return [];
  return selectNamespaces(listNamespaces, selection).catch(() => []);
}

/** The result, with the cluster's answers added. Namespaces without an answer stay in doubt. */
async function ask(
  target: Target,
  result: TargetResult,
  context: ClusterContext,
  end: number,
): Promise<TargetResult> {
  const inDoubt = result.namespaces.filter(isInDoubt).length;
  let silent = context.breaker.tripped() !== undefined;
  if (inDoubt === 0 || silent) return result;
  const unanswered = (error: unknown) => {
    silent ||= isClusterWide(asFailure(error));
    return silent ? undefined : false;
  };
  const isCovered = coverage(target, inDoubt, context);
  const namespaces = await pMap(
    result.namespaces,
    async (each): Promise<NamespaceResult> => {
      if (!isInDoubt(each) || silent) return each;
      const { namespace, written = false } = each;
      const covered = context.now() < end && (await isCovered(namespace, written).catch(unanswered));
      return covered === undefined ? each : { ...each, covered };
    },
    { concurrency: context.concurrency },
  );
  return { ...result, namespaces };
}

function isInDoubt(result: NamespaceResult): result is Failed {
  return result.result === 'failed' && result.covered === undefined;
}

/**
 * Of the namespaces in doubt, as many count as covered as were before, minus those that were just seen to be covered.
 */
function asKnown(results: readonly TargetResult[], known: Known): TargetResult[] {
  const all = results.flatMap(({ namespaces }) => namespaces);
  const doubtful = new Set(all.filter(isInDoubt).map(({ namespace }) => namespace));
  const others = all.filter(({ namespace }) => !doubtful.has(namespace));
  const uncovered = others.filter((each) => each.result === 'failed' && each.covered === false);
  const seen = new Set(others.map(({ namespace }) => namespace)).size;
  const seenUncovered = new Set(uncovered.map(({ namespace }) => namespace)).size;
  const asBefore = new Set([...doubtful].slice(0, Math.max(0, known.covered - (seen - seenUncovered))));
  return results.map((result) => ({
    ...result,
    namespaces: result.namespaces.map((each) =>
      isInDoubt(each) ? { ...each, covered: asBefore.has(each.namespace) } : each,
    ),
  }));
}
