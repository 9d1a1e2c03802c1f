/** What the month's costs suppose where nothing here can measure it. docs/scaling.md lists them. */
export const assumptions = {
  hoursAMonth: 730,
  /** Pushes that share a worker, where so many come due in one tick: pollers seldom get full batches. */
  pushesPerBatch: 5,
  /**
   * Seconds that a batch takes for clusters 50 ms away, and that each push to 20 namespaces, or sweep, adds: 15 ms of a
   * processor were measured, 512 MB have 0.29 of one, and as much again for slower processors.
   */
  batchSeconds: 0.4,
  pushSeconds: 0.1,
  sweepSeconds: 0.02,
  tickSeconds: 0.5,
  /** Lambda's own lines for one call, START, END and REPORT; and what CloudWatch counts besides for every line. */
  lambdaLogBytes: 300,
  lambdaLogLines: 3,
  lineOverheadBytes: 26,
  /** Long polls of an empty queue: five pollers for each of three queues, 20 seconds each. */
  pollers: 15,
  pollSeconds: 20,
  /** One dashboard that is open eight hours on each working day, and reads the fleet every minute. */
  widgetCalls: 10_560,
  widgetReadUnits: 100,
  widgetSeconds: 0.3,
  apiCallsPerCluster: 10,
  apiSeconds: 0.3,
  apiReadUnits: 5,
  apiWriteUnits: 5,
  mails: 100,
  /** DynamoDB asks for the table's key at most every five minutes for each of four functions. */
  keyCalls: 35_040,
  /** Kept audit events of a cluster, with their place in the table. */
  eventBytes: 2_500,
} as const;
