import type { TargetContext, TargetResult } from './kind.ts';

/** Acts on one target after another, but for a cluster that was given up: it is not asked again for each. */
export async function unlessGivenUp(
  { breaker }: Pick<TargetContext, 'breaker'>,
  act: () => Promise<TargetResult>,
): Promise<TargetResult> {
  breaker.nextTarget();
  const givenUp = breaker.tripped();
  if (givenUp !== undefined) return { failure: givenUp, namespaces: [] };
  const result = await act();
  // What ends a target before its namespaces, such as listing them, was not counted with theirs.
  if (result.failure !== undefined) breaker.failed(result.failure);
  return result;
}
