import { assumptions as assumed } from './assumptions.ts';
import { effort } from './effort.ts';
import type { Inventory } from './inventory.ts';

export interface FleetSize {
  clusters: number;
  /** Per cluster. */
  namespaces: number;
  refreshEveryMinutes: number;
  /** 0: never. */
  sweepEveryMinutes: number;
}

export interface Line {
  what: string;
  /** The unit price, in words. */
  at: string;
  /** For a month. */
  dollars: number;
}

/** When and where the prices were looked up: on demand, in US dollars, without any free tier. */
export const priced = { region: 'us-east-1', asOf: 'November 2026' } as const;

/** Memory of the functions in GB, as in serverless.yml. */
export const memory = { push: 0.5, refresh: 1, registration: 1, widget: 1 };

const ticks = assumed.hoursAMonth * 60;

/**
 * A month's traffic of a Healthy fleet whose clusters come due evenly: pushes, the sweeps between them, the batches in
 * which the function push is called, and the SQS requests that send these.
 */
export function trafficOf({ clusters, refreshEveryMinutes, sweepEveryMinutes }: FleetSize) {
  const pushes = (ticks * clusters) / refreshEveryMinutes;
  const isSwept = sweepEveryMinutes > 0 && sweepEveryMinutes < refreshEveryMinutes;
  const sweeps = isSwept ? (ticks * clusters) / sweepEveryMinutes - pushes : 0;
  const duePerTick = (pushes + sweeps) / ticks;
  const batches = (pushes + sweeps) / Math.min(assumed.pushesPerBatch, Math.max(1, duePerTick));
  return { pushes, sweeps, batches, sends: ticks * Math.max(Math.min(1, duePerTick), duePerTick / 10) };
}

/** The monthly cost of a fleet of that size, line by line, without the sum. */
export function billOf(fleet: FleetSize, deployed: Inventory): Line[] {
  const { clusters } = fleet;
  const { alarms, compositeAlarms, metrics, dashboards } = deployed;
  const { pushes, sweeps, batches, sends } = trafficOf(fleet);
  const size = fleet.namespaces / effort.namespaces;
  const apiCalls = clusters * assumed.apiCallsPerCluster;
  const calls = batches + ticks + apiCalls + assumed.widgetCalls;
  // One per tick, but at most ten clusters are counted a second.
  const censuses = (ticks * 60) / Math.max(60, clusters / 10);
  const polls = (ticks * 60 * assumed.pollers) / assumed.pollSeconds;
  const bytesOut = pushes * effort.clusterBytes * size + sweeps * effort.sweepBytes;
  const stored = clusters * (effort.storedBytes + assumed.eventBytes);
  const writeUnits =
    pushes * (effort.claimWriteUnits + effort.resultWriteUnits) +
    sweeps * (effort.claimWriteUnits + effort.sweepResultUnits) +
    censuses +
    assumed.hoursAMonth * 2 +
    apiCalls * assumed.apiWriteUnits;
  // An eventually consistent query takes half a unit per 4 KB, and at least half a unit.
  const listUnits = Math.max(0.5, Math.ceil((clusters * effort.listingBytes) / 4096) / 2);
  const readUnits =
    (pushes + sweeps) * effort.recordReadUnits +
    ticks * (effort.tickQueries + 2) * 0.5 +
    (censuses + assumed.hoursAMonth) * listUnits +
    apiCalls * assumed.apiReadUnits +
    assumed.widgetCalls * assumed.widgetReadUnits;
  const pushSeconds =
    batches * assumed.batchSeconds + pushes * assumed.pushSeconds * size + sweeps * assumed.sweepSeconds;
  const gigabyteSeconds =
    memory.push * pushSeconds +
    memory.refresh * ticks * assumed.tickSeconds +
    memory.registration * apiCalls * assumed.apiSeconds +
    memory.widget * assumed.widgetCalls * assumed.widgetSeconds;
  const logLines = pushes + batches + 2 * ticks + calls * assumed.lambdaLogLines;
  const logBytes =
    pushes * effort.pushLogBytes +
    batches * effort.batchMetricsBytes +
    ticks * (effort.tickLogBytes + effort.tickMetricsBytes) +
    calls * assumed.lambdaLogBytes +
    logLines * assumed.lineOverheadBytes;
  const listings = assumed.hoursAMonth * Math.ceil(clusters / 100);
  return [
    line('Secrets Manager: a secret for each cluster', [clusters, 0.4, 'each']),
    line('Secrets Manager: a read each push and sweep', [pushes + sweeps, 0.05, 'per 10,000']),
    line('Secrets Manager: listing them once an hour', [listings, 0.05, 'per 10,000']),
    line('Data sent to the clusters', [bytesOut, 0.09, 'per GB']),
    line('DynamoDB: writes', [writeUnits, 0.625, 'per million']),
    line('DynamoDB: reads', [readUnits, 0.125, 'per million']),
    line('DynamoDB: storage; point-in-time recovery', [stored, 0.25, 'per GB'], [stored, 0.2, 'per GB']),
    line('Lambda: time, on arm64', [gigabyteSeconds, 0.0000133334, 'per GB-s']),
    line('Lambda: calls', [calls, 0.2, 'per million']),
    line('SQS: requests, empty polls included', [sends + 2 * batches + polls, 0.4, 'per million']),
    line('EventBridge Scheduler: ticks', [ticks, 1, 'per million']),
    line('CloudWatch: logs; keeping them for 30 days', [logBytes, 0.5, 'per GB'], [logBytes, 0.03, 'per GB']),
    line(`CloudWatch: up to ${metrics} metrics`, [metrics, 0.3, 'each']),
    line(
      `CloudWatch: alarms (${alarms}); composite (${compositeAlarms})`,
      [alarms, 0.1, 'each'],
      [compositeAlarms, 0.5, 'each'],
    ),
    line(`CloudWatch: dashboards (${dashboards})`, [dashboards, 3, 'each']),
    line('API Gateway: calls', [apiCalls, 1, 'per million']),
    line('SNS: mails', [assumed.mails, 2, 'per 100,000']),
    line('KMS: uses of the table’s key', [assumed.keyCalls, 0.03, 'per 10,000']),
  ];
}

export const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** As AWS writes them. */
const units = {
  each: 1,
  'per GB-s': 1,
  'per 10,000': 1e4,
  'per 100,000': 1e5,
  'per million': 1e6,
  'per GB': 1e9,
};

function line(
  what: string,
  ...parts: readonly [quantity: number, price: number, per: keyof typeof units][]
): Line {
  const inWords = { minimumFractionDigits: 2, maximumFractionDigits: 10 };
  return {
    what,
    at: parts.map(([, price, per]) => `$${price.toLocaleString('en-US', inWords)} ${per}`).join('; '),
    dollars: parts.reduce((sum, [quantity, price, per]) => sum + quantity * (price / units[per]), 0),
  };
}
