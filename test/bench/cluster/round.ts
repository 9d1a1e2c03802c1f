/** What one side took to serve all namespaces once. */
export interface Round {
  milliseconds: number;
  /** Of the client's process, all threads. */
  cpuMilliseconds: number;
  /** The most that the process ever held, until the end of this round. */
  peakResidentBytes: number;
}
