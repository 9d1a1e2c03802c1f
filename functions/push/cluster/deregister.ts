import { forgetCredential } from '../../../shared/clusters/store/credentials.ts';
import { forgetCluster, markCleaned } from '../../../shared/clusters/store/leaving.ts';
import { lookAgainAt } from '../lateWrites.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { reworded } from '../outcome/reworded.ts';
import { addToTrail } from '../record/addToTrail.ts';
import { describeUnseen, removedEvents } from '../record/removedEvents.ts';
import type { Run } from '../run.ts';
import { cleanCluster, ofRemoval } from './cleanCluster.ts';

/**
 * Cleans the cluster, then forgets it. The record goes last, so that an interrupted deregistration resumes where it
 * stopped. If the cluster cannot be cleaned, it stays, with the reason, until it can or is forgotten by force. If a
 * late write may bring back what was removed, it stays until that has been checked.
 */
export async function deregister(run: Run): Promise<Outcome | 'deregistered'> {
  const { record, startedAt } = run;
  const { table, vault, now } = run.world;
  const outcome = record.cleaned ? ofRemoval(record, []) : withWaysOn(await cleanCluster(run), record.name);
  if (outcome.error !== undefined) return outcome;
  if (!record.cleaned && lookAgainAt(record.status, startedAt) !== undefined) return outcome;

  const unseen = record.unseen ?? describeUnseen(outcome.unseen ?? []);
  if (!(await markCleaned(table, record, unseen))) return outcome;
  await addToTrail(run, now(), removedEvents({ ...outcome, unseen: [] }));
  await forgetCredential(table, record.name);
  await vault.remove(record.name);
  if (!(await forgetCluster(table, record, now()))) return ofRemoval(record, []);
  await addToTrail(run, now(), [{ type: 'deregistered', message: farewell(unseen) }]);
  return 'deregistered';
}

/** Earlier events say what was removed. */
function farewell(unseen: string): string {
  return unseen === ''
    ? 'Forgotten: nothing of PullPass is left in the cluster'
    : `Forgotten: nothing of PullPass is left where it may look. Not checked: ${unseen}`;
}

/** Adds to the error how to continue a failed deregistration. */
function withWaysOn(outcome: Outcome, name: string): Outcome {
  const ways = `DELETE /clusters/${name} tries again at once; DELETE /clusters/${name}?force=true forgets the cluster, and leaves everything in it.`;
  return reworded(outcome, (report, index) =>
    index === 0 ? { ...report, remedy: `${report.remedy} ${ways}` } : report,
  );
}
