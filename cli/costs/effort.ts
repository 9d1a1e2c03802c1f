/**
 * What PullPass asks of AWS, as test/integration/scaling measures it on the real handlers: clusters with one ECR
 * registry and one target of 20 namespaces chosen by a glob, whose records are under 1 KB, all Healthy.
 */
export const effort = {
  namespaces: 20,
  /** DynamoDB request units of a push: its record is read once, consistently, and written twice. */
  recordReadUnits: 1,
  claimWriteUnits: 3,
  /** Where the token is another than the one before, which is the rule in a fleet with several workers. */
  resultWriteUnits: 5,
  /** Bytes sent to one cluster in one push, TLS and all, without the headers of TCP and IP. */
  clusterBytes: 131_800,
  /** The result of a sweep that found all in order, and the bytes it sent: it lists namespaces, and secrets by name. */
  sweepResultUnits: 3,
  sweepBytes: 2_180,
  /** Queries of a tick: six kinds, one for each of 8 shards. None but that for what is due finds anything. */
  tickQueries: 48,
  /** Bytes of log lines: of a push, of the metrics of a full batch, and of a tick with its metrics. */
  pushLogBytes: 605,
  batchMetricsBytes: 540,
  tickLogBytes: 558,
  tickMetricsBytes: 880,
  /** Bytes of a cluster in the table, its entries in the indexes included; and of its entry in the listing alone. */
  storedBytes: 1_950,
  listingBytes: 126,
} as const;
