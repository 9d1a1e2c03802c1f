/** The names under which the functions publish metrics. The alarms in infra/ repeat them; test/infra compares. */
export const metricNamespace = 'PullPass';

/** The service dimension, and the name by which log lines say where they come from. */
export const serviceName = 'pullpass';

export const metricNames = {
  /** Count: one per finished tick. */
  tickCompleted: 'TickCompleted',
  /** Count: clusters whose push message a tick sent. */
  clustersDispatched: 'ClustersDispatched',
  /** Gauge, once per tick: clusters whose last push failed. */
  clustersFailing: 'ClustersFailing',
  /** Gauge, once per tick: clusters whose earliest token expires in under 3 hours. */
  tokensAtRisk: 'TokensAtRisk',
  /** Count: pushes that wrote everything they had to. */
  pushSucceeded: 'PushSucceeded',
  /** Count: pushes that left something unwritten. */
  pushFailed: 'PushFailed',
} as const;

export type MetricName = (typeof metricNames)[keyof typeof metricNames];

/** The dimensions on every metric; CloudWatch finds a metric only by all of them. */
export function metricDimensions(stage: string): { service: string; stage: string } {
  return { service: serviceName, stage };
}
