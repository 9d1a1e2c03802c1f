import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { forgetCredential } from '../../../shared/clusters/store/credentials.ts';
import { addEvent, type ClusterEvent } from '../../../shared/clusters/store/events.ts';
import { forgetCluster, markCleaned } from '../../../shared/clusters/store/leaving.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { lookAgainAt } from '../lateWrites.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { describeUnseen } from '../record/describeRemoved.ts';
import { removedEvents } from '../record/removedEvents.ts';
import type { PushWorld } from '../world.ts';
import { cleanCluster, ofRemoval } from './cleanCluster.ts';

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
  const outcome = record.cleaned
    ? ofRemoval(record, [])
    : withWaysOn(await cleanCluster(record, world, deadline), record.name);
  const notYet = { outcome, retired: record.retired };
  if (outcome.error !== undefined) return notYet;
  if (!record.cleaned && lookAgainAt(record.status, startedAt) !== undefined) return notYet;

  const unseen = record.unseen ?? describeUnseen(outcome.unseen ?? []);
  if (!(await markCleaned(world.table, record, unseen))) return notYet;
  const add = (event: Omit<ClusterEvent, 'at'>) =>
    addEvent(world.table, record.name, { at: iso(world.now()), ...event }, world.newId());
  for (const event of removedEvents({ ...outcome, unseen: [] })) await add(event);
  await forgetCredential(world.table, record.name);
  await world.vault.remove(record.name);
  if (!(await forgetCluster(world.table, record, world.now())))
    return { ...notYet, outcome: ofRemoval(record, []) };
  await add({ type: 'deregistered', by: 'pullpass', message: farewell(unseen) });
  return 'deregistered';
}

/** What was removed is told by events before. */
function farewell(unseen: string): string {
  return unseen === ''
    ? 'Forgotten: nothing of PullPass is left in the cluster'
    : `Forgotten: nothing of PullPass is left where it may look. Not checked: ${unseen}`;
}

/** How to go on with a deregistration that failed. */
function withWaysOn(outcome: Outcome, name: string): Outcome {
  const { error, problems } = outcome;
  if (error === undefined) return outcome;
  const ways = `DELETE /clusters/${name} tries again at once; DELETE /clusters/${name}?force=true forgets the cluster, and leaves everything in it.`;
  const withWays = <Told extends FailureReport>(told: Told): Told => ({
    ...told,
    remedy: `${told.remedy} ${ways}`,
  });
  return {
    ...outcome,
    error: withWays(error),
    problems: problems.map((problem, index) => (index === 0 ? withWays(problem) : problem)),
  };
}
