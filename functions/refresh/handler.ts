import { randomUUID } from 'node:crypto';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { pushQueuesFrom, tableFrom } from '../../shared/awsClients.ts';
import { saveCensus } from '../../shared/clusters/store/census.ts';
import { required } from '../../shared/environment.ts';
import { fleetLimitsFrom } from '../../shared/fleet/limits.ts';
import { fleetSummary } from '../../shared/fleet/summary.ts';
import { createLog } from '../../shared/observability/log.ts';
import { createMeter } from '../../shared/observability/metrics.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { countFleet } from './countFleet.ts';
import { lookIfDue } from './lookIfDue.ts';
import { type TickReport, tick } from './tick.ts';

const log = createLog();
const meter = createMeter(required(process.env, 'STAGE'));
const limits = fleetLimitsFrom(process.env);
const world = {
  table: tableFrom(process.env),
  queues: pushQueuesFrom(process.env),
  now: Date.now,
  newId: randomUUID,
};

/** Milliseconds kept back for what is in flight when the tick stops, and for the gauges. */
const reserveMilliseconds = 15_000;

/**
 * The tick: dispatches what is due, then publishes the fleet's gauges. If one of these fails, the other still happens.
 */
export async function handler(_event: ScheduledEvent, context: Context): Promise<TickReport> {
  const ticking = await settle(tick(world, () => context.getRemainingTimeInMillis() < reserveMilliseconds));
  const { summary, census, censusIsNew } = await fleetSummary(world.table, world.now(), limits);
  countFleet(meter, summary, world.now());
  if ('value' in ticking) {
    meter.count(metricNames.tickCompleted, 1);
    meter.count(metricNames.clustersDispatched, ticking.value.dispatched);
    meter.count(metricNames.oldestDueSeconds, ticking.value.oldestDueSeconds);
  }
  meter.publish();
  if (censusIsNew) await saveCensus(world.table, census);
  if (!('value' in ticking)) throw ticking.fault;
  await lookIfDue({ ...world, log, meter }, () => context.getRemainingTimeInMillis());
  log.info('tick', { ...ticking.value, ...summary });
  return ticking.value;
}

async function settle<T>(work: Promise<T>): Promise<{ value: T } | { fault: unknown }> {
  try {
    return { value: await work };
  } catch (fault) {
    return { fault };
  }
}
