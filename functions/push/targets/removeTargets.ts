import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { keptBy } from '../../../shared/targets/keeps.ts';
import type { TargetResult } from '../../../shared/targets/kind.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import type { ClusterContext } from '../cluster/inCluster.ts';
import { inTurn } from './inTurn.ts';

/**
 * Removes what targets put into the cluster, except what the `staying` ones write. Says which are not completely
 * removed.
 */
export async function removeTargets(
  targets: readonly Target[],
  staying: readonly Target[],
  context: ClusterContext,
): Promise<{ results: TargetResult[]; remaining: Target[] }> {
  const keeps = keptBy(staying);
  const results = await inTurn(targets, context, (target, ofTarget) =>
    kindOf(target).remove(target, { ...ofTarget, keeps }),
  );
  return { results, remaining: targets.filter((_, index) => !isWhole(results[index])) };
}

/**
 * Removes everything that a cluster's targets ever wrote. Retired ones come first: they may name service accounts that
 * the others do not, and find these by a secret that still exists.
 */
export function removeAll({ retired, spec }: ClusterRecord, context: ClusterContext) {
  return removeTargets([...retired, ...spec.targets], [], context);
}

function isWhole(result: TargetResult | undefined): boolean {
  return result?.failure === undefined && !result?.namespaces.some(({ result }) => result === 'failed');
}
