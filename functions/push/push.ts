import { type Delivery, decidePush } from '../../shared/clusters/decidePush.ts';
import type { PushMessage } from '../../shared/clusters/dispatch.ts';
import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { addEvent } from '../../shared/clusters/store/events.ts';
import { recordResult } from '../../shared/clusters/store/results.ts';
import { isolate, noteAlone } from '../../shared/clusters/store/suspects.ts';
import { Failure } from '../../shared/failure.ts';
import { faultFields } from '../../shared/observability/log.ts';
import { asFailure } from '../../shared/targets/eachNamespace.ts';
import type { Target } from '../../shared/targets/schema.ts';
import { deregister } from './cluster/deregister.ts';
import { withCluster } from './cluster/inCluster.ts';
import { remembering, settleOvertaken } from './cluster/undo.ts';
import { workerEnded } from './cluster/workerEnded.ts';
import { lookAgainAt, newUnanswered, type Unanswered } from './lateWrites.ts';
import { type Lease, leaseFor } from './lease.ts';
import { knownFrom } from './outcome/known.ts';
import { combine, failedOutcome, hiding, type Outcome, remedied } from './outcome/outcome.ts';
import { countPush } from './record/countPush.ts';
import { decideEvents } from './record/decideEvents.ts';
import { decideStatus, wroteEverything } from './record/decideStatus.ts';
import { describePush } from './record/describePush.ts';
import { removedEvents } from './record/removedEvents.ts';
import type { Access } from './renewal/access.ts';
import { renewIfDue } from './renewal/renewIfDue.ts';
import type { AfterRenewal } from './renewal/request.ts';
import { askCoverage } from './targets/askCoverage.ts';
import { withGivingUp } from './targets/givingUp.ts';
import { pushTargets } from './targets/pushTargets.ts';
import { removeTargets } from './targets/removeTargets.ts';
import { sweepTargets } from './targets/sweepTargets.ts';
import { withdrawFrom } from './withdrawing.ts';
import type { PushWorld } from './world.ts';

/**
 * One message is one cluster. A cluster's own failure is recorded and rescheduled; only a fault of our own
 * infrastructure leaves this function as an exception.
 */
export async function push(
  message: PushMessage,
  world: PushWorld,
  deadline: number,
  delivery: Delivery = { again: false, alone: false },
): Promise<void> {
  const verdict = decidePush(await world.readRecord(message.cluster), message, world.now(), delivery);
  const skip = (because: string) => world.log.info('push skipped', { ...message, because });
  if (verdict.act === 'skip') return skip(verdict.because);

  const startedAt = world.now();
  const at = new Date(startedAt).toISOString();
  const { record, act } = verdict;
  if (act === 'isolate') {
    if (!(await isolate(world.table, record, at))) return skip(dealtWith);
    return world.log.warn('came again, or is suspect: it is pushed to alone, with the next tick', {
      ...message,
    });
  }
  if (verdict.noted && !(await noteAlone(world.table, record, at))) return skip(dealtWith);
  const lease = leaseFor(record, world.tokens, startedAt);
  const unanswered = newUnanswered();
  const access: Access = { refused: false };
  const own = { ...remembering(world), tokens: lease.tokens, onUnanswered: unanswered.note, access };
  try {
    const done = await acts[act](record, own, deadline).catch(async (error: unknown) => {
      await recordFault(error, record, message, world, { startedAt, lease, unanswered });
      throw error;
    });
    if (done === 'deregistered') return world.log.info('deregistered', { ...message });
    // A removal that is carried out late takes nothing back.
    const late = act === 'remove' ? newUnanswered() : unanswered;
    const mayRenew = act === 'push' || act === 'sweep';
    const run = { startedAt, lease, unanswered: late, swept: act === 'sweep', mayRenew };
    const after = mayRenew
      ? await renewIfDue(record, { outcome: done.outcome, access, deadline }, own)
      : { record, happened: [], recorded: [] };
    const recorded = await recordAndTell(after, message, done, own, run);
    if (recorded === 'superseded' && (act === 'push' || act === 'sweep'))
      await settleOvertaken(record, own, deadline, {
        wrote: done.outcome.writtenUntil !== undefined,
        unansweredUntil: unanswered.until,
      });
  } finally {
    lease.holder.recorded = true;
    await withdrawFrom(world, lease.holder.refused);
  }
}

const acts = { push: refresh, sweep, remove: deregister, 'tell-end': tellEnd };

const dealtWith = 'this dispatch was handled meanwhile';

/**
 * A fault of our own is the cluster's failure too, and is rescheduled like one. Only where even this cannot be
 * recorded does the claim stand, and the message that SQS brings again count; after three times it is a dead letter.
 */
async function recordFault(
  error: unknown,
  record: ClusterRecord,
  message: PushMessage,
  world: PushWorld,
  run: Omit<Run, 'swept' | 'mayRenew'>,
): Promise<void> {
  const known = knownFrom(record, world.now());
  const done = { outcome: failedOutcome(asFailure(error), known), retired: record.retired };
  const after = { record, happened: [], recorded: [] };
  await recordAndTell(after, message, done, world, { ...run, swept: false, mayRenew: false });
}

interface Run {
  /** Epoch milliseconds. */
  startedAt: number;
  lease: Lease;
  unanswered: Unanswered;
  swept: boolean;
  mayRenew: boolean;
}

/** Does nothing with the cluster: the worker before ended in doing so. */
async function tellEnd(record: ClusterRecord, world: PushWorld): Promise<Refreshed> {
  const { retired } = record;
  return { outcome: failedOutcome(workerEnded(), knownFrom(record, world.now())), retired };
}

interface Refreshed {
  outcome: Outcome;
  /** Retired targets that are still to be removed. */
  retired: readonly Target[];
}

async function refresh(record: ClusterRecord, world: PushWorld, deadline: number): Promise<Refreshed> {
  const startedAt = world.now();
  try {
    return await withCluster(record, world, deadline, async (context) => {
      const results = await pushTargets(record, world.tokens, context);
      const removed = await removeTargets(record.retired, record.spec.targets, context);
      const known = knownFrom(record, world.now());
      const asked = await askCoverage(record.spec.targets, results, known, context);
      const cleanUp = withGivingUp(removed.results, record.name);
      const outcome = combine(asked, { cleanUp, known });
      return {
        outcome: hiding(outcome, (text) => context.redactor.hide(text)),
        // A late write may bring back what was removed: it is looked for once more.
        retired: lookAgainAt(record.status, startedAt) === undefined ? removed.remaining : record.retired,
      };
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { outcome: failedOutcome(error, knownFrom(record, world.now())), retired: record.retired };
  }
}

async function sweep(record: ClusterRecord, world: PushWorld, deadline: number): Promise<Refreshed> {
  const { retired } = record;
  try {
    return await withCluster(record, world, deadline, async (context) => {
      const known = knownFrom(record, world.now());
      const results = await sweepTargets(record, world.tokens, context);
      const asked = await askCoverage(record.spec.targets, results, known, context);
      const outcome = combine(asked, { known });
      return { outcome: hiding(outcome, (text) => context.redactor.hide(text)), retired };
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { outcome: failedOutcome(error, knownFrom(record, world.now())), retired };
  }
}

async function recordAndTell(
  { record, ...renewal }: AfterRenewal,
  message: PushMessage,
  { outcome: found, retired }: Refreshed,
  world: PushWorld,
  { startedAt, lease, unanswered, swept, mayRenew }: Run,
): Promise<'recorded' | 'superseded'> {
  const outcome = remedied(found, record.name);
  const now = world.now();
  const { given } = lease;
  const { random, renewals, access } = world;
  const { until: unansweredUntil } = unanswered;
  const status = decideStatus(record, outcome, {
    startedAt,
    now,
    swept,
    unansweredUntil,
    given,
    renewals,
    refused: access?.refused ?? false,
    mayRenew,
    random,
  });
  const recorded = await recordResult(world.table, record, status, {
    earliestExpiry: earliestExpiry(outcome),
    retired,
    everything: wroteEverything(record, outcome, { swept, startedAt }),
  });

  const events = [
    ...removedEvents(outcome),
    ...renewal.happened,
    ...(recorded === 'recorded'
      ? [...renewal.recorded, ...decideEvents(record.status, status, outcome.repairs)]
      : []),
  ];
  for (const event of events)
    await addEvent(world.table, record.name, { at: new Date(now).toISOString(), ...event }, world.newId());
  const milliseconds = now - startedAt;
  countPush(world.meter, outcome, { milliseconds, swept });
  if (swept && isUneventful(outcome)) return recorded;
  const line = outcome.error === undefined ? world.log.info : world.log.warn;
  line(whatWasDone(outcome, swept), {
    ...message,
    summary: describePush(outcome, status),
    result: recorded,
    phase: status.phase,
    namespaces: outcome.namespaces,
    validUntil: status.validUntil,
    nextPushAt: status.nextPushAt,
    milliseconds,
    error: outcome.error,
    ...(outcome.fault !== undefined && faultFields(outcome.fault)),
  });
  return recorded;
}

/** ISO 8601; undefined where nothing was written that ends. */
function earliestExpiry({ writtenUntil = Number.POSITIVE_INFINITY }: Outcome): string | undefined {
  return Number.isFinite(writtenUntil) ? new Date(writtenUntil).toISOString() : undefined;
}

/** A sweep that wrote nothing, as nearly all do: a line for each would be most of the log. */
function isUneventful({ error, writtenUntil, repairs }: Outcome): boolean {
  return error === undefined && writtenUntil === undefined && repairs.length === 0;
}

function whatWasDone({ error }: Outcome, swept: boolean): string {
  const done = swept ? 'swept' : 'pushed';
  return error === undefined ? done : swept ? 'sweep failed' : 'push failed';
}
