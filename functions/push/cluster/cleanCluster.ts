import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { Failure } from '../../../shared/failure.ts';
import type { TargetResult } from '../../../shared/targets/kind.ts';
import { combine, hiding, type Outcome } from '../outcome/outcome.ts';
import { removeAll } from '../targets/removeTargets.ts';
import type { PushWorld } from '../world.ts';
import { withCluster } from './inCluster.ts';

/** Takes out of a cluster all that its targets ever wrote. Without an error in the outcome, it was seen to be gone. */
export async function cleanCluster(
  record: ClusterRecord,
  world: PushWorld,
  deadline: number,
): Promise<Outcome> {
  try {
    return await withCluster(record, world, deadline, async (context) =>
      hiding(ofRemoval(record, (await removeAll(record, context)).results), (text) =>
        context.redactor.hide(text),
      ),
    );
  } catch (error) {
    if (error instanceof Failure) return ofRemoval(record, [{ failure: error, namespaces: [] }]);
    throw error;
  }
}

/** The numbers of what is chosen stay as the last push left them: nothing of it was looked at. */
export function ofRemoval(
  { status: { namespaces } }: ClusterRecord,
  cleanUp: readonly TargetResult[],
): Outcome {
  return { ...combine([], { cleanUp }), namespaces };
}
