import { asFailure } from '../failure.ts';
import type { TargetContext, TargetResult } from './kind.ts';

/** Calls `act` for one target after another, until the cluster is given up. */
export async function unlessGivenUp(
  context: Pick<TargetContext, 'api' | 'breaker'>,
  act: () => Promise<TargetResult>,
): Promise<TargetResult> {
  const { breaker } = context;
  if (breaker.mayHang()) breaker.settle(await answersAnything(context));
  const givenUp = breaker.tripped();
  if (givenUp !== undefined) return { failure: givenUp, namespaces: [] };
  const result = await act();
  // Failures before a target's namespaces, such as while listing them, have not been counted yet.
  if (result.failure !== undefined) breaker.failed(result.failure);
  return result;
}

/**
 * Perhaps only a webhook in the last target's namespaces hung; that must not stop the next target. A read passes no
 * webhook, and any answer, even a refusal, shows that the API server works.
 */
async function answersAnything({ api }: Pick<TargetContext, 'api'>): Promise<boolean> {
  try {
    await api.readNamespace('default');
    return true;
  } catch (error) {
    return asFailure(error).status !== undefined;
  }
}
