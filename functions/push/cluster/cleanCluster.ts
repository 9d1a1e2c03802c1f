import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { TargetResult } from '../../../shared/targets/kind.ts';
import { combine } from '../outcome/combine.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Run } from '../run.ts';
import { removeAll } from '../targets/removeTargets.ts';
import { inCluster } from './inCluster.ts';

/** Removes everything that a cluster's targets ever wrote. If the outcome has no error, it was seen to be gone. */
export function cleanCluster(run: Run): Promise<Outcome> {
  const { record } = run;
  return inCluster(
    run,
    async (context) => ofRemoval(record, (await removeAll(record, context)).results),
    (failure) => ofRemoval(record, [{ failure, namespaces: [] }]),
  );
}

/** Keeps the counts of the last push: a removal did not look at the chosen namespaces. */
export function ofRemoval(
  { status: { namespaces } }: ClusterRecord,
  cleanUp: readonly TargetResult[],
): Outcome {
  return { ...combine([], { cleanUp }), namespaces };
}
