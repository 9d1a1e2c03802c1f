/** What one side used to serve all namespaces once. */
export interface Round {
  milliseconds: number;
  /** Of the client's process, all threads. */
  cpuMilliseconds: number;
  /** The process's peak so far, at the end of this round. */
  peakResidentBytes: number;
}
