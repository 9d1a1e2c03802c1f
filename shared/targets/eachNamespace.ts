import pMap from 'p-map';
import { asFailure, type Failure, withRemedy } from '../failure.ts';
import { isNotFound, isTerminating } from '../kubernetes/apiErrors.ts';
import type { NamespaceInfo } from '../kubernetes/objects.ts';
import type { NamespaceResult, TargetContext } from './kind.ts';

/**
 * Calls `act` for each namespace, `concurrency` at a time, and collects the results. Begins at a random namespace and
 * wraps around, so that pushes that are cut short do not always skip the same ones.
 */
export async function eachNamespace(
  namespaces: readonly NamespaceInfo[],
  context: Pick<TargetContext, 'concurrency' | 'breaker' | 'random'>,
  act: (namespace: string) => Promise<void>,
): Promise<NamespaceResult[]> {
  const start = Math.floor(context.random() * namespaces.length);
  const round = [...namespaces.slice(start), ...namespaces.slice(0, start)];
  return pMap(round, (namespace) => actOn(namespace, context.breaker, act), {
    concurrency: context.concurrency,
  });
}

/** The result for a namespace that is being deleted. */
export function leaving(namespace: string): NamespaceResult {
  return { namespace, result: 'skipped', because: 'it is being deleted' };
}

async function actOn(
  { name, terminating }: NamespaceInfo,
  breaker: TargetContext['breaker'],
  act: (namespace: string) => Promise<void>,
): Promise<NamespaceResult> {
  if (terminating) return leaving(name);
  const givenUp = breaker.tripped();
  if (givenUp !== undefined) return { namespace: name, result: 'failed', failure: givenUp };
  try {
    await act(name);
    breaker.succeeded();
    return { namespace: name, result: 'ready' };
  } catch (error) {
    if (isTerminating(error)) return leaving(name);
    const failure = asFailure(error);
    breaker.failed(failure);
    return {
      namespace: name,
      result: 'failed',
      failure: toKeep(failure),
      ...(isNowhere(error, name) && { covered: true }),
    };
  }
}

/** A named namespace that does not exist has no pods that could pull. */
function isNowhere(error: unknown, name: string): boolean {
  return isNotFound(error) && error.details.message === `namespaces "${name}" not found`;
}

/**
 * If each of a cluster's 20,000 namespaces refused at length, the answers would fill the memory. Keeps what is shown of
 * a failure, but not the parts of its text, nor its stack.
 */
function toKeep(failure: Failure): Failure {
  if (failure.kind === 'internal') return failure;
  return withRemedy(failure, failure.remedy);
}
