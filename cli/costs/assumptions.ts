/** What the monthly costs assume where nothing here can measure it. docs/scaling.md lists these. */
export const assumptions = {
  hoursAMonth: 730,
  /** Pushes per worker call. With so many due in one tick, pollers seldom get full batches. */
  pushesPerBatch: 5,
  /**
   * Seconds that a batch takes for clusters 50 ms away, and that each push to 20 namespaces, or sweep, adds: a push
   * took 15 ms of a processor, of which 512 MB get 0.29; doubled for slower processors.
   */
  batchSeconds: 0.4,
  pushSeconds: 0.1,
  sweepSeconds: 0.02,
  tickSeconds: 0.5,
  /** Lambda's own lines for one call (START, END and REPORT), and CloudWatch's overhead per line. */
  lambdaLogBytes: 300,
  lambdaLogLines: 3,
  lineOverheadBytes: 26,
  /** Long polls of an empty queue: five pollers for each of three queues, 20 seconds each. */
  pollers: 15,
  pollSeconds: 20,
  /** One dashboard that is open eight hours each working day, and reads the fleet every minute. */
  widgetCalls: 10_560,
  widgetReadUnits: 100,
  widgetSeconds: 0.3,
  apiCallsPerCluster: 10,
  apiSeconds: 0.3,
  apiReadUnits: 5,
  apiWriteUnits: 5,
  mails: 100,
  /** DynamoDB requests the table's key at most every five minutes for each of four functions. */
  keyCalls: 35_040,
  /** A cluster's stored audit events, and their size in the table. */
  eventBytes: 2_500,
} as const;
