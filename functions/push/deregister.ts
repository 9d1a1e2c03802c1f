import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { addEvent } from '../../shared/clusters/store/events.ts';
import { forgetCluster, markCleaned } from '../../shared/clusters/store/leaving.ts';
import { Failure } from '../../shared/failure.ts';
import type { Target } from '../../shared/targets/schema.ts';
import { lookAgainAt } from './lateWrites.ts';
import { combine, failedOutcome, hiding, type Outcome } from './outcome.ts';
import { removeAll } from './removeTargets.ts';
import { withCluster } from './withCluster.ts';
import type { PushWorld } from './world.ts';

/**
 * Cleans the cluster, then forgets it: the record goes last, so that whatever is interrupted is tried
 * again from where it was. Where the cluster cannot be cleaned it stays, with the reason, until it can or is forced; where
 * a late write may bring back what was removed, until it was looked at once more.
 */
export async function deregister(
  record: ClusterRecord,
  world: PushWorld,
  deadline: number,
): Promise<'deregistered' | { outcome: Outcome; retired: readonly Target[] }> {
  const startedAt = world.now();
  const outcome = record.cleaned ? combine([]) : await clean(record, world, deadline);
  const notYet = { outcome, retired: record.retired };
  if (outcome.error !== undefined) return notYet;
  if (!record.cleaned && lookAgainAt(record.status, startedAt) !== undefined) return notYet;

  if (!(await markCleaned(world.table, record))) return notYet;
  await world.vault.remove(record.name);
  if (!(await forgetCluster(world.table, record))) return notYet;
  await addEvent(
    world.table,
    record.name,
    {
      at: new Date(world.now()).toISOString(),
      type: 'deregistered',
      by: 'pullpass',
      message: 'Removed from the cluster what PullPass put there, and forgotten',
    },
    world.newId(),
  );
  return 'deregistered';
}

async function clean(record: ClusterRecord, world: PushWorld, deadline: number): Promise<Outcome> {
  try {
    return await withCluster(record, world, deadline, async (context) =>
      hiding(combine((await removeAll(record, context)).results), (text) => context.redactor.hide(text)),
    );
  } catch (error) {
    if (error instanceof Failure) return failedOutcome(error);
    throw error;
  }
}
