/** The names of the published metrics. The alarms in infra/ repeat them; test/infra compares the two. */
export const metricNamespace = 'PullPass';

/** The service dimension, also in every log line. */
export const serviceName = 'pullpass';

export const metricNames = {
  /** Count: one per finished tick. */
  tickCompleted: 'TickCompleted',
  /** Count: clusters whose push message a tick sent. */
  clustersDispatched: 'ClustersDispatched',
  /**
   * Gauge, once per tick: seconds by which the longest-waiting push was overdue when the tick began; 0 if none is due.
   */
  oldestDueSeconds: 'OldestDueSeconds',
  /** Gauge, once per tick: clusters registered, as last counted. */
  clustersRegistered: 'ClustersRegistered',
  /** Gauge, once per tick: clusters whose last push or deregistration failed. */
  clustersFailing: 'ClustersFailing',
  /** Gauge, once per tick: those that have been failing for longer than FAILING_MINUTES. */
  clustersFailingLong: 'ClustersFailingLong',
  /** Gauge, once per tick. */
  clustersPaused: 'ClustersPaused',
  /** Gauge, once per tick: clusters whose earliest token expires within AT_RISK_MINUTES, or has expired. */
  tokensAtRisk: 'TokensAtRisk',
  /** Gauge, once per tick: clusters whose earliest token has expired. */
  tokensExpired: 'TokensExpired',
  /**
   * Gauge, once per tick: clusters with chosen namespaces that have no known valid credential, and clusters waiting for
   * their first push.
   */
  clustersUncovered: 'ClustersUncovered',
  /** Gauge, once per tick, in minutes: how long every served cluster can still pull. Negative once one cannot. */
  earliestExpiryMinutes: 'EarliestExpiryMinutes',
  /** Gauge, once per tick: kubeconfigs that expire within KUBECONFIG_DAYS, or have expired. */
  kubeconfigsExpiring: 'KubeconfigsExpiring',
  /**
   * Gauge, once an hour: kubeconfigs of clusters without a record, if there are so many that records must have been
   * lost; otherwise 0.
   */
  recordsMissing: 'RecordsMissing',
  /** Count: pushes that wrote everything they had to. */
  pushSucceeded: 'PushSucceeded',
  /** Count: pushes that left something unwritten. */
  pushFailed: 'PushFailed',
  /** Count: the same, with the additional dimension errorKind. */
  pushFailedByKind: 'PushFailedByKind',
  /** Count: messages whose push failed by a fault of PullPass, not of the cluster. */
  pushFaults: 'PushFaults',
  /** Count: sweeps that found everything in order or repaired it. A sweep that could not is a failed push. */
  sweepsSucceeded: 'SweepsSucceeded',
  /** Count: secrets that were written again because somebody had deleted or changed them. */
  secretsRepaired: 'SecretsRepaired',
  /** Count: credentials of clusters that renewed themselves. */
  credentialsRenewed: 'CredentialsRenewed',
  /** Count: failed attempts to renew a credential. */
  renewalsFailed: 'RenewalsFailed',
  /** Milliseconds that one push took. */
  pushMilliseconds: 'PushMilliseconds',
  /** Count, one value per push that is not a sweep: namespaces that hold what they should. */
  namespacesWritten: 'NamespacesWritten',
  /** Count, one value per push: requests sent to the cluster, retries included. */
  requestsMade: 'RequestsMade',
  /** Count: tokens obtained from AWS, as opposed to a warm worker's memory. */
  tokensMinted: 'TokensMinted',
  /** Count: calls for a credential that ECR, STS or Secrets Manager throttled. */
  registryThrottled: 'RegistryThrottled',
} as const;

export type MetricName = (typeof metricNames)[keyof typeof metricNames];

/** The dimensions of every metric. CloudWatch finds a metric only with all of them. */
export function metricDimensions(stage: string): { service: string; stage: string } {
  return { service: serviceName, stage };
}
