/**
 * What PullPass uses of AWS, measured by test/integration/scaling on the real handlers: clusters with one ECR registry
 * and one target of 20 namespaces chosen by a glob, with records under 1 KB, all Healthy.
 */
export const effort = {
  namespaces: 20,
  /** DynamoDB request units of a push: it reads its record once, consistently, and writes it twice. */
  recordReadUnits: 1,
  claimWriteUnits: 3,
  /** If the token differs from the one before, as is usual in a fleet with several workers. */
  resultWriteUnits: 5,
  /** Bytes sent to one cluster in one push, TLS included, without the headers of TCP and IP. */
  clusterBytes: 131_800,
  /**
   * The result of a sweep that found everything in order, and the bytes it sent: it lists namespaces, and secrets by
   * name.
   */
  sweepResultUnits: 3,
  sweepBytes: 2_180,
  /** Queries of a tick: six kinds, one for each of 8 shards. Only the one for what is due finds anything. */
  tickQueries: 48,
  /** Bytes of log lines: for a push, for the metrics of a full batch, and for a tick with its metrics. */
  pushLogBytes: 605,
  batchMetricsBytes: 540,
  tickLogBytes: 558,
  tickMetricsBytes: 880,
  /** Bytes of a cluster in the table with its index entries, and of its entry in the listing alone. */
  storedBytes: 1_950,
  listingBytes: 126,
} as const;
