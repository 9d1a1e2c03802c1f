import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { TargetResult } from '../../../shared/targets/kind.ts';
import { combine } from '../outcome/combine.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Run } from '../run.ts';
import { removeAll } from '../targets/removeTargets.ts';
import { inCluster } from './inCluster.ts';

/** Takes out of a cluster all that its targets ever wrote. Without an error in the outcome, it was seen to be gone. */
export function cleanCluster(run: Run): Promise<Outcome> {
  const { record } = run;
  return inCluster(
    run,
    async (context) => ofRemoval(record, (await removeAll(record, context)).results),
    (failure) => ofRemoval(record, [{ failure, namespaces: [] }]),
  );
}

/** The numbers of what is chosen stay as the last push left them: nothing of it was looked at. */
export function ofRemoval(
  { status: { namespaces } }: ClusterRecord,
  cleanUp: readonly TargetResult[],
): Outcome {
  return { ...combine([], { cleanUp }), namespaces };
}
