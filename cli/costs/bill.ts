import { listingBytes, takes } from './takes.ts';

interface FleetSize {
  clusters: number;
  /** Per cluster. */
  namespaces: number;
  refreshEveryMinutes: number;
  /** 0: never. */
  sweepEveryMinutes: number;
}

/** When and where the prices were looked up: on demand, in US dollars, without any free tier. */
export const priced = { region: 'us-east-1', asOf: 'November 2026' } as const;

/** As AWS writes them. */
const units = {
  each: 1,
  'per GB-s': 1,
  'per 10,000': 1e4,
  'per 100,000': 1e5,
  'per million': 1e6,
  'per GB': 1e9,
};

/** The lines of a bill: what is counted for each, and its price. Counts in braces depend on the deployment. */
const items: readonly [what: string, ...prices: [of: string, price: number, per: keyof typeof units][]][] = [
  ['Secrets Manager: a secret for each cluster', ['secrets', 0.4, 'each']],
  ['Secrets Manager: a read each push and sweep', ['secretReads', 0.05, 'per 10,000']],
  ['Secrets Manager: listing them once an hour', ['secretLists', 0.05, 'per 10,000']],
  ['Data sent to the clusters', ['bytesOut', 0.09, 'per GB']],
  ['DynamoDB: writes', ['writeUnits', 0.625, 'per million']],
  ['DynamoDB: reads', ['readUnits', 0.125, 'per million']],
  ['DynamoDB: storage; point-in-time recovery', ['stored', 0.25, 'per GB'], ['stored', 0.2, 'per GB']],
  ['Lambda: time, on arm64', ['gigabyteSeconds', 0.0000133334, 'per GB-s']],
  ['Lambda: calls', ['calls', 0.2, 'per million']],
  ['SQS: requests, empty polls included', ['queueRequests', 0.4, 'per million']],
  ['EventBridge Scheduler: ticks', ['ticks', 1, 'per million']],
  ['CloudWatch: logs; keeping them for 30 days', ['logBytes', 0.5, 'per GB'], ['logBytes', 0.03, 'per GB']],
  ['CloudWatch: up to {metrics} metrics', ['metrics', 0.3, 'each']],
  [
    'CloudWatch: alarms ({alarms}); composite ({compositeAlarms})',
    ['alarms', 0.1, 'each'],
    ['compositeAlarms', 0.5, 'each'],
  ],
  ['CloudWatch: dashboards ({dashboards})', ['dashboards', 3, 'each']],
  ['API Gateway: calls', ['apiCalls', 1, 'per million']],
  ['SNS: mails', ['mails', 2, 'per 100,000']],
  ['KMS: uses of the table’s key', ['keyCalls', 0.03, 'per 10,000']],
];

/**
 * What a fleet costs in a month. `at`: prices in words. `deployed`: what is paid by the month, whatever the size of the
 * fleet.
 */
export function billOf(fleet: FleetSize, deployed: Readonly<Record<string, number>>) {
  const used = usedBy(fleet, deployed);
  const inWords = { minimumFractionDigits: 2, maximumFractionDigits: 10 };
  const lines = items.map(([what, ...prices]) => ({
    what: what.replace(/\{(\w+)\}/g, (_, of) => String(used(of))),
    at: prices.map(([, price, per]) => `$${price.toLocaleString('en-US', inWords)} ${per}`).join('; '),
    dollars: prices.reduce((sum, [of, price, per]) => sum + used(of) * (price / units[per]), 0),
  }));
  return { ...fleet, lines, dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0) };
}

export type Bill = ReturnType<typeof billOf>;

const [hours, ticks] = [730, 730 * 60];

/**
 * A month's traffic of a Healthy fleet whose clusters come due evenly: pushes, the sweeps between them, the batches in
 * which the function push is called, and the SQS requests that send these. With many due in one tick, a batch has five:
 * pollers seldom get full ones.
 */
export function trafficOf({ clusters, refreshEveryMinutes, sweepEveryMinutes }: FleetSize) {
  const pushes = (ticks * clusters) / refreshEveryMinutes;
  const isSwept = sweepEveryMinutes > 0 && sweepEveryMinutes < refreshEveryMinutes;
  const sweeps = isSwept ? (ticks * clusters) / sweepEveryMinutes - pushes : 0;
  const duePerTick = (pushes + sweeps) / ticks;
  const batches = (pushes + sweeps) / Math.min(5, Math.max(1, duePerTick));
  return { pushes, sweeps, batches, sends: ticks * Math.max(Math.min(1, duePerTick), duePerTick / 10) };
}

/** How much of something AWS counts in a month: how often each thing happens, times what it uses. */
function usedBy(fleet: FleetSize, deployed: Readonly<Record<string, number>>): (of: string) => number {
  const { clusters, namespaces } = fleet;
  const { pushes, sweeps, batches, sends } = trafficOf(fleet);
  // One per tick, but at most ten clusters are counted a second.
  const censuses = (ticks * 60) / Math.max(60, clusters / 10);
  // An eventually consistent query takes half a unit per 4 KB, and at least half a unit.
  const list = { readUnits: Math.max(0.5, Math.ceil((clusters * listingBytes) / 4096) / 2) };
  const events: [count: number, takes: Readonly<Record<string, number>>][] = [
    [1, { ...deployed, ...takes.month, queueRequests: sends }],
    [clusters, takes.cluster],
    [pushes, takes.push],
    [pushes * namespaces, takes.namespace],
    [sweeps, takes.sweep],
    [batches, takes.batch],
    [ticks, takes.tick],
    [censuses, takes.census],
    [hours, { ...takes.hour, secretLists: Math.ceil(clusters / 100) }],
    [censuses + hours, list],
    // Assumed: ten calls for each cluster, and a dashboard that is open eight hours each working day, and reads the
    // fleet every minute.
    [clusters * 10, takes.apiCall],
    [10_560, takes.widgetCall],
  ];
  return (of) => events.reduce((sum, [count, each]) => sum + count * (each[of] ?? 0), 0);
}
