/** The names under which the functions publish metrics. The alarms in infra/ repeat them; test/infra compares. */
export const metricNamespace = 'PullPass';

/** The service dimension, and the name by which log lines say where they come from. */
export const serviceName = 'pullpass';

export const metricNames = {
  /** Count: one per finished tick. */
  tickCompleted: 'TickCompleted',
  /** Count: clusters whose push message a tick sent. */
  clustersDispatched: 'ClustersDispatched',
  /** Gauge, once per tick: seconds that the oldest due cluster was overdue as the tick began; 0 with none due. */
  oldestDueSeconds: 'OldestDueSeconds',
  /** Gauge, once per tick: clusters registered, as last counted. */
  clustersRegistered: 'ClustersRegistered',
  /** Gauge, once per tick: clusters whose last push, or whose deregistration, failed. */
  clustersFailing: 'ClustersFailing',
  /** Gauge, once per tick: those of them that have been failing for longer than FAILING_MINUTES. */
  clustersFailingLong: 'ClustersFailingLong',
  /** Gauge, once per tick. */
  clustersPaused: 'ClustersPaused',
  /** Gauge, once per tick: clusters whose earliest token expires within AT_RISK_MINUTES, or has expired. */
  tokensAtRisk: 'TokensAtRisk',
  /** Gauge, once per tick: clusters whose earliest token has expired. */
  tokensExpired: 'TokensExpired',
  /**
   * Gauge, once per tick: clusters with chosen namespaces in which no valid credential is known to be, and those that
   * wait for their first push.
   */
  clustersUncovered: 'ClustersUncovered',
  /** Gauge, once per tick, in minutes: how long every served cluster can still pull. Negative once one cannot. */
  earliestExpiryMinutes: 'EarliestExpiryMinutes',
  /** Gauge, once per tick: kubeconfigs that end within KUBECONFIG_DAYS, or have ended. */
  kubeconfigsExpiring: 'KubeconfigsExpiring',
  /**
   * Gauge, once an hour: kubeconfigs whose cluster has no record, where they are so many that records must be what is
   * missing; else 0.
   */
  recordsMissing: 'RecordsMissing',
  /** Count: pushes that wrote everything they had to. */
  pushSucceeded: 'PushSucceeded',
  /** Count: pushes that left something unwritten. */
  pushFailed: 'PushFailed',
  /** Count: the same, with the further dimension errorKind. */
  pushFailedByKind: 'PushFailedByKind',
  /** Count: messages whose push failed by a fault of our own, and not the cluster's. */
  pushFaults: 'PushFaults',
  /** Count: sweeps that found all in order, or put it so. One that could not is a failed push. */
  sweepsSucceeded: 'SweepsSucceeded',
  /** Count: secrets that others had deleted or changed, and that were put back. */
  secretsRepaired: 'SecretsRepaired',
  /** Count: credentials of clusters that renewed themselves. */
  credentialsRenewed: 'CredentialsRenewed',
  /** Count: tries to renew a credential that came to nothing. */
  renewalsFailed: 'RenewalsFailed',
  /** Milliseconds that one push took. */
  pushMilliseconds: 'PushMilliseconds',
  /** Count, one value per push that was no sweep: namespaces that hold what they should. */
  namespacesWritten: 'NamespacesWritten',
  /** Count, one value per push: requests sent to the cluster, retries included. */
  requestsMade: 'RequestsMade',
  /** Count: tokens minted; the rest came from a warm worker's memory. */
  tokensMinted: 'TokensMinted',
  /** Count: calls for a credential that ECR, STS or Secrets Manager throttled. */
  registryThrottled: 'RegistryThrottled',
} as const;

export type MetricName = (typeof metricNames)[keyof typeof metricNames];

/** The dimensions on every metric; CloudWatch finds a metric only by all of them. */
export function metricDimensions(stage: string): { service: string; stage: string } {
  return { service: serviceName, stage };
}
