/** Memory of the functions in GB, as in serverless.yml. */
export const memory = { push: 0.5, refresh: 1, registration: 1, widget: 1 };

/** Bytes that CloudWatch adds to every log line; Lambda's own lines START, END and REPORT are assumed. */
export const line = 26;
export const call = 300 + 3 * line;

/**
 * What AWS counts for each thing that happens in a month. docs/scaling.md lists what is assumed because nothing here
 * can measure it. test/integration/scaling measures the rest on the real handlers: clusters with one ECR registry and
 * one target of 20 namespaces chosen by a glob, with records under 1 KB, all Healthy.
 */
export const takes = {
  /** In the table, with its index entries, and its stored audit events (assumed). */
  cluster: { secrets: 1, stored: 1_950 + 2_500 },
  /** The claim takes 3 write units; the result 5, if the token differs from the one before, as is usual. */
  push: { secretReads: 1, readUnits: 1, writeUnits: 3 + 5, logBytes: 605 + line },
  /** Per push. Bytes to the cluster include TLS, but not the headers of TCP and IP; the seconds are assumed. */
  namespace: { bytesOut: 131_800 / 20, gigabyteSeconds: memory.push * (0.1 / 20) },
  /** A sweep that found everything in order: it lists namespaces, and secrets by name. The seconds are assumed. */
  sweep: {
    secretReads: 1,
    readUnits: 1,
    writeUnits: 3 + 3,
    bytesOut: 2_180,
    gigabyteSeconds: memory.push * 0.02,
  },
  /**
   * A batch of pushes and sweeps. For clusters 50 ms away, it is assumed to take 0.4 s, plus 0.1 s for each push: a
   * push took 15 ms of a processor, of which 512 MB get 0.29; doubled for slower processors.
   */
  batch: { calls: 1, queueRequests: 2, gigabyteSeconds: memory.push * 0.4, logBytes: 540 + line + call },
  /** Six kinds of queries, one for each of 8 shards; two reads; 15 pollers ask empty queues every 20 seconds (assumed). */
  tick: {
    calls: 1,
    ticks: 1,
    queueRequests: (60 / 20) * 15,
    readUnits: (48 + 2) * 0.5,
    gigabyteSeconds: memory.refresh * 0.5,
    logBytes: 558 + 880 + 2 * line + call,
  },
  census: { writeUnits: 1 },
  hour: { writeUnits: 2 },
  /** Assumed. */
  apiCall: {
    calls: 1,
    apiCalls: 1,
    readUnits: 5,
    writeUnits: 5,
    gigabyteSeconds: memory.registration * 0.3,
    logBytes: call,
  },
  /** Assumed: the fleet page reads the fleet. */
  widgetCall: { calls: 1, readUnits: 100, gigabyteSeconds: memory.widget * 0.3, logBytes: call },
  /** Assumed. DynamoDB requests the table's key at most every five minutes for each of four functions. */
  month: { mails: 100, keyCalls: 35_040 },
} as const;

/** Bytes of a cluster in the index that lists all clusters, which a census and the hourly look read completely. */
export const listingBytes = 126;
