import { asFailure } from '../failure.ts';
import type { TargetContext, TargetResult } from './kind.ts';

/** Acts on one target after another, except a cluster that was given up: it is not asked again for each. */
export async function unlessGivenUp(
  context: Pick<TargetContext, 'api' | 'breaker'>,
  act: () => Promise<TargetResult>,
): Promise<TargetResult> {
  const { breaker } = context;
  if (breaker.mayHang()) breaker.settle(await answersAnything(context));
  const givenUp = breaker.tripped();
  if (givenUp !== undefined) return { failure: givenUp, namespaces: [] };
  const result = await act();
  // What ends a target before its namespaces, such as listing them, was not counted with theirs.
  if (result.failure !== undefined) breaker.failed(result.failure);
  return result;
}

/**
 * What hung may have been a webhook of the last target's namespaces, and must not keep the next target's from being
 * served. A read passes no webhook, and any answer, a refusal too, shows that the API server is there.
 */
async function answersAnything({ api }: Pick<TargetContext, 'api'>): Promise<boolean> {
  try {
    await api.readNamespace('default');
    return true;
  } catch (error) {
    return asFailure(error).status !== undefined;
  }
}
