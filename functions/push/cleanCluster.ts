import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { Failure } from '../../shared/failure.ts';
import { combine, failedOutcome, hiding, type Outcome } from './outcome.ts';
import { removeAll } from './removeTargets.ts';
import { withCluster } from './withCluster.ts';
import type { PushWorld } from './world.ts';

/** Takes out of a cluster all that its targets ever wrote. Without an error in the outcome, it was seen to be gone. */
export async function cleanCluster(
  record: ClusterRecord,
  world: PushWorld,
  deadline: number,
): Promise<Outcome> {
  try {
    return await withCluster(record, world, deadline, async (context) =>
      hiding(combine((await removeAll(record, context)).results), (text) => context.redactor.hide(text)),
    );
  } catch (error) {
    if (error instanceof Failure) return failedOutcome(error);
    throw error;
  }
}
