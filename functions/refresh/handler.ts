import { randomUUID } from 'node:crypto';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { pushQueueFrom, tableFrom } from '../../shared/awsClients.ts';
import { required } from '../../shared/environment.ts';
import { createLog } from '../../shared/observability/log.ts';
import { createMeter } from '../../shared/observability/metrics.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { fleetGauges } from './gauges.ts';
import { type TickReport, tick } from './tick.ts';

const log = createLog();
const meter = createMeter(required(process.env, 'STAGE'));
const world = {
  table: tableFrom(process.env),
  queue: pushQueueFrom(process.env),
  now: Date.now,
  newId: randomUUID,
};

/** Time kept back for what is in flight when the tick stops, and for the gauges. */
const reserveMilliseconds = 15_000;

/** The tick: dispatches what is due, then says how the fleet is. */
export async function handler(_event: ScheduledEvent, context: Context): Promise<TickReport> {
  const report = await tick(world, () => context.getRemainingTimeInMillis() < reserveMilliseconds);
  const gauges = await fleetGauges(world.table, world.now());

  meter.count(metricNames.clustersDispatched, report.dispatched);
  meter.count(metricNames.clustersFailing, gauges.failing);
  meter.count(metricNames.tokensAtRisk, gauges.atRisk);
  meter.count(metricNames.tickCompleted, 1);
  meter.publish();
  log.info('tick', { ...report, ...gauges });
  return report;
}
