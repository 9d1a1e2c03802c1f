import { Failure } from '../../../shared/failure.ts';
import { faultFields, type Log } from '../../../shared/observability/log.ts';
import { remedyFor } from '../../../shared/remedies.ts';
import { Problem } from './problem.ts';

/**
 * What the caller may see of anything thrown. A fault of PullPass is logged under an id that the answer contains; its
 * text stays in the log.
 */
export function asProblem(
  error: unknown,
  context: { log: Log; newId: () => string; request: string; cluster?: string | undefined },
): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Failure)
    return new Problem(422, error.kind, error.message, {
      kind: error.kind,
      remedy: remedyOf(error, context.cluster),
    });

  const errorId = context.newId();
  context.log.error('request failed', { errorId, request: context.request, ...faultFields(error) });
  const name = (error as Error | undefined)?.name ?? '';
  if (name === 'TimeoutError' && error instanceof Error && /AbortError/.test(error.message))
    return new Problem(504, 'timeout', 'The request did not finish within the time limit of the function.', {
      errorId,
      remedy: 'Read the cluster to see how far the request got, and try again.',
    });
  if (/Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded/.test(name))
    return new Problem(
      503,
      'busy',
      'AWS throttled PullPass.',
      { errorId, remedy: 'Try again in a few seconds.' },
      { 'retry-after': '5' },
    );
  return new Problem(500, 'internal', 'PullPass failed. The request is not at fault.', {
    errorId,
    remedy: `Look for errorId ${errorId} in the log of the registration function.`,
  });
}

/** `cluster`: the one that the path names. */
function remedyOf({ remedy }: Failure, cluster: string | undefined): string {
  return remedyFor(remedy, { name: cluster ?? '', registered: cluster !== undefined });
}
