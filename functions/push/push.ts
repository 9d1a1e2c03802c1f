import { type Delivery, decidePush, type PushVerdict } from '../../shared/clusters/decidePush.ts';
import type { PushMessage } from '../../shared/clusters/dispatch.ts';
import { isolate, noteAlone } from '../../shared/clusters/store/suspects.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { iso } from '../../shared/iso.ts';
import { bound } from '../../shared/observability/log.ts';
import { acts } from './cluster/acts.ts';
import { settleOvertaken } from './cluster/settleOvertaken.ts';
import { recordFault, recordPush } from './record/recordPush.ts';
import { renewIfDue } from './renewal/renewIfDue.ts';
import { newRun } from './run.ts';
import { withdrawFrom } from './withdrawing.ts';
import type { PushWorld } from './world.ts';

/**
 * Pushes to the one cluster of a message. A cluster's failure is recorded and rescheduled; only a fault of PullPass's
 * own infrastructure is thrown.
 *
 * @param deadline epoch milliseconds
 */
export async function push(
  message: PushMessage,
  world: PushWorld,
  deadline: number,
  delivery: Delivery = { again: false, alone: false },
): Promise<void> {
  const log = bound(world.log, message);
  const verdict = decidePush(await world.readRecord(message.cluster), message, world.now(), delivery);
  if (verdict.act === 'skip') return log.info('push skipped', { because: verdict.because });

  const startedAt = world.now();
  if (!(await noteSuspect(verdict, world.table, startedAt)))
    return log.info('push skipped', { because: 'this dispatch was handled meanwhile' });
  if (verdict.act === 'isolate')
    return log.warn('came again, or is suspect: it is pushed to alone, with the next tick', {});

  const run = newRun(verdict, message, world, { startedAt, deadline });
  try {
    const outcome = await acts[run.act](run).catch(async (error: unknown) => {
      await recordFault(run, error);
      throw error;
    });
    if (outcome === 'deregistered') return log.info('deregistered', {});
    const renewed = await renewIfDue(run, outcome);
    const recorded = await recordPush(run, outcome, renewed);
    if (recorded === 'superseded' && run.serves) await settleOvertaken(run, outcome);
  } finally {
    run.lease.holder.recorded = true;
    await withdrawFrom(run.world, run.lease.holder.refused);
  }
}

/** False if the dispatch was handled meanwhile. */
async function noteSuspect(
  verdict: Exclude<PushVerdict, { act: 'skip' }>,
  table: Table,
  now: number,
): Promise<boolean> {
  const at = iso(now);
  if (verdict.act === 'isolate') return isolate(table, verdict.record, at);
  return !verdict.noted || noteAlone(table, verdict.record, at);
}
