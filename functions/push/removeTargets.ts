import { unlessGivenUp } from '../../shared/targets/eachTarget.ts';
import type { TargetContext, TargetResult } from '../../shared/targets/kind.ts';
import { kindOf } from '../../shared/targets/kinds.ts';
import type { Target } from '../../shared/targets/schema.ts';

/** Removes what targets put into the cluster, and says which of them are not wholly removed. */
export async function removeTargets(
  targets: readonly Target[],
  context: TargetContext,
): Promise<{ results: TargetResult[]; remaining: Target[] }> {
  const results: TargetResult[] = [];
  const remaining: Target[] = [];
  for (const target of targets) {
    const result = await unlessGivenUp(context, () => kindOf(target).remove(target, context));
    results.push(result);
    const whole =
      result.failure === undefined && result.namespaces.every(({ result }) => result !== 'failed');
    if (!whole) remaining.push(target);
  }
  return { results, remaining };
}
