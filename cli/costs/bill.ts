import { assumptions as assumed } from './assumptions.ts';
import type { Inventory } from './inventory.ts';
import { type Price, prices } from './prices.ts';
import { type FleetSize, usageOf } from './usage.ts';

export interface Line {
  what: string;
  /** What one costs, in words. */
  at: string;
  /** For a month. */
  dollars: number;
}

/** What a fleet of that size costs in a month, line by line, the sum not among them. */
export function billOf(
  fleet: FleetSize,
  { alarms, compositeAlarms, metrics, dashboards }: Inventory,
): Line[] {
  const use = usageOf(fleet);
  const calls = use.batches + use.ticks + use.apiCalls + assumed.widgetCalls;
  return [
    line('Secrets Manager: a secret for each cluster', [fleet.clusters, prices.secretMonth]),
    line('Secrets Manager: a read each push and sweep', [use.pushes + use.sweeps, prices.secretsCall]),
    line('Secrets Manager: listing them once an hour', [use.listings, prices.secretsCall]),
    line('Data sent to the clusters', [use.bytesOut, prices.byteOut]),
    line('DynamoDB: writes', [use.writeUnits, prices.writeUnit]),
    line('DynamoDB: reads', [use.readUnits, prices.readUnit]),
    line(
      'DynamoDB: storage; point-in-time recovery',
      [use.storedBytes, prices.tableByteMonth],
      [use.storedBytes, prices.recoveryByteMonth],
    ),
    line('Lambda: time, on arm64', [use.gigabyteSeconds, prices.gigabyteSecond]),
    line('Lambda: calls', [calls, prices.lambdaCall]),
    line('SQS: requests, empty polls included', [use.queueRequests, prices.queueRequest]),
    line('EventBridge Scheduler: ticks', [use.ticks, prices.scheduledCall]),
    line(
      'CloudWatch: logs; keeping them for 30 days',
      [use.logBytes, prices.logByte],
      [use.logBytes, prices.keptLogByteMonth],
    ),
    line(`CloudWatch: up to ${metrics} metrics`, [metrics, prices.metricMonth]),
    line(
      `CloudWatch: alarms (${alarms}); composite (${compositeAlarms})`,
      [alarms, prices.alarmMonth],
      [compositeAlarms, prices.compositeAlarmMonth],
    ),
    line(`CloudWatch: dashboards (${dashboards})`, [dashboards, prices.dashboardMonth]),
    line('API Gateway: calls', [use.apiCalls, prices.apiCall]),
    line('SNS: mails', [assumed.mails, prices.mail]),
    line('KMS: uses of the table’s key', [assumed.keyCalls, prices.keyCall]),
  ];
}

export const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

function line(what: string, ...parts: readonly (readonly [quantity: number, price: Price])[]): Line {
  return {
    what,
    at: parts.map(([, { text }]) => text).join('; '),
    dollars: parts.reduce((sum, [quantity, { dollars }]) => sum + quantity * dollars, 0),
  };
}
