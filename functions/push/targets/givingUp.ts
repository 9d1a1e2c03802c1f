import { Failure } from '../../../shared/failure.ts';
import type { NamespaceResult, TargetResult } from '../../../shared/targets/kind.ts';

/** Adds to each failed removal how to leave the objects in the cluster instead. */
export function withGivingUp(results: readonly TargetResult[], cluster: string): TargetResult[] {
  const told = ({ kind, message, remedy, status, cause }: Failure) =>
    new Failure(kind, message, {
      remedy: `${remedy} To give up and leave it in the cluster: DELETE /clusters/${cluster}/removals.`,
      status,
      cause,
    });
  const inNamespace = (result: NamespaceResult): NamespaceResult =>
    result.result === 'failed' ? { ...result, failure: told(result.failure) } : result;
  return results.map((result) => ({
    ...result,
    ...(result.failure !== undefined && { failure: told(result.failure) }),
    namespaces: result.namespaces.map(inNamespace),
  }));
}
