import { newClaims } from '../../../shared/targets/claims.ts';
import { unlessGivenUp } from '../../../shared/targets/eachTarget.ts';
import { keptBy } from '../../../shared/targets/keeps.ts';
import type { TargetContext, TargetResult } from '../../../shared/targets/kind.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import type { ClusterContext } from '../cluster/inCluster.ts';
import { withWholeGrants } from './wholeGrants.ts';

/**
 * Calls `act` for one target after another, so that only one at a time writes to a namespace that two of them choose.
 */
export async function inTurn(
  targets: readonly Target[],
  context: ClusterContext,
  act: (target: Target, context: TargetContext) => Promise<TargetResult>,
): Promise<TargetResult[]> {
  const claims = newClaims();
  const results: TargetResult[] = [];
  for (const [index, target] of targets.entries()) {
    const keeps = keptBy(targets.filter((other) => other !== target));
    results.push(
      await unlessGivenUp(context, () => act(target, { ...context, keeps, claim: claims.of(index) })),
    );
  }
  return withWholeGrants(targets, results);
}
