import { recordResult } from '../../../shared/clusters/store/results.ts';
import { asFailure } from '../../../shared/failure.ts';
import { failedOutcome } from '../outcome/combine.ts';
import { knownFrom } from '../outcome/known.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { remedied } from '../outcome/reworded.ts';
import type { AfterRenewal } from '../renewal/request.ts';
import type { Run } from '../run.ts';
import { addToTrail } from './addToTrail.ts';
import { decideEvents } from './decideEvents.ts';
import { decideStatus, wroteEverything } from './decideStatus.ts';
import { removedEvents } from './removedEvents.ts';
import { tell } from './tell.ts';

/** Records the results of a push and its renewal, adds changes to the trail, and reports them to metrics and log. */
export async function recordPush(
  run: Run,
  found: Outcome,
  { record, happened = [], recorded: onceRecorded = [] }: AfterRenewal,
): Promise<'recorded' | 'superseded'> {
  const { world, lease, access, unanswered } = run;
  const outcome = remedied(found, record.name);
  const now = world.now();
  const status = decideStatus(record, outcome, {
    ...run,
    now,
    // A removal that takes effect late undoes nothing.
    unansweredUntil: run.act === 'remove' ? undefined : unanswered.until,
    given: lease.given,
    renewals: world.renewals,
    refused: access.refused,
    random: world.random,
  });
  const result = await recordResult(world.table, record, status, {
    ends: outcome.writtenUntil,
    retired: outcome.stillRetired ?? record.retired,
    everything: wroteEverything(record, outcome, run),
  });
  const isRecorded = result === 'recorded';
  await addToTrail(run, now, [
    ...removedEvents(outcome),
    ...happened,
    ...(isRecorded ? [...onceRecorded, ...decideEvents(run.record.status, status, outcome.repairs)] : []),
  ]);
  tell(run, { outcome, status, result, milliseconds: now - run.startedAt });
  return result;
}

/**
 * A fault of PullPass also counts as the cluster's failure, and is rescheduled. Only if even this cannot be recorded
 * does the claim stay, so that SQS delivers the message again; after three deliveries it is a dead letter.
 */
export async function recordFault(run: Run, fault: unknown): Promise<void> {
  const { record, world } = run;
  const outcome = failedOutcome(asFailure(fault), knownFrom(record, world.now()));
  await recordPush({ ...run, serves: false, swept: false }, outcome, { record });
}
