import { assumptions as assumed } from './assumptions.ts';
import { effort } from './effort.ts';

export interface FleetSize {
  clusters: number;
  /** Of each cluster. */
  namespaces: number;
  refreshEveryMinutes: number;
  /** 0: never. */
  sweepEveryMinutes: number;
}

/** What a fleet uses in a month. */
export interface Usage {
  pushes: number;
  /** Those between the pushes. */
  sweeps: number;
  /** Calls of the function push. */
  batches: number;
  ticks: number;
  /** Calls that list the kubeconfigs, to find those without a record. */
  listings: number;
  /** SQS requests: batches that are sent, received and deleted, and polls that find nothing. */
  queueRequests: number;
  writeUnits: number;
  readUnits: number;
  gigabyteSeconds: number;
  logBytes: number;
  /** Bytes sent to the clusters. */
  bytesOut: number;
  apiCalls: number;
  /** Bytes in the table and its indexes. */
  storedBytes: number;
}

/** Memory of the functions in GB, as serverless.yml has it. */
export const memory = { push: 0.5, refresh: 1, registration: 1, widget: 1 };

const minutesAMonth = assumed.hoursAMonth * 60;

/** The usage of a fleet that is Healthy, and whose clusters come due evenly. */
export function usageOf(fleet: FleetSize): Usage {
  const { clusters, namespaces, refreshEveryMinutes, sweepEveryMinutes } = fleet;
  const ticks = minutesAMonth;
  const pushes = (ticks * clusters) / refreshEveryMinutes;
  const isSwept = sweepEveryMinutes > 0 && sweepEveryMinutes < refreshEveryMinutes;
  const sweeps = isSwept ? (ticks * clusters) / sweepEveryMinutes - pushes : 0;
  const duePerTick = (pushes + sweeps) / ticks;
  const batches = (pushes + sweeps) / Math.min(assumed.pushesPerBatch, Math.max(1, duePerTick));
  const sent = ticks * Math.max(Math.min(1, duePerTick), duePerTick / 10);
  const apiCalls = clusters * assumed.apiCallsPerCluster;
  const size = namespaces / effort.namespaces;
  return {
    pushes,
    sweeps,
    batches,
    ticks,
    listings: assumed.hoursAMonth * Math.ceil(clusters / 100),
    queueRequests: sent + 2 * batches + (minutesAMonth * 60 * assumed.pollers) / assumed.pollSeconds,
    writeUnits:
      pushes * (effort.claimWriteUnits + effort.resultWriteUnits) +
      sweeps * (effort.claimWriteUnits + effort.sweepResultUnits) +
      censuses(clusters) +
      assumed.hoursAMonth * 2 +
      apiCalls * assumed.apiWriteUnits,
    readUnits:
      (pushes + sweeps) * effort.recordReadUnits +
      ticks * (effort.tickQueries + 2) * 0.5 +
      (censuses(clusters) + assumed.hoursAMonth) * eventually(clusters * effort.listingBytes) +
      apiCalls * assumed.apiReadUnits +
      assumed.widgetCalls * assumed.widgetReadUnits,
    gigabyteSeconds:
      memory.push *
        (batches * assumed.batchSeconds +
          pushes * assumed.pushSeconds * size +
          sweeps * assumed.sweepSeconds) +
      memory.refresh * ticks * assumed.tickSeconds +
      memory.registration * apiCalls * assumed.apiSeconds +
      memory.widget * assumed.widgetCalls * assumed.widgetSeconds,
    logBytes:
      pushes * line(effort.pushLogBytes) +
      batches * (line(effort.batchMetricsBytes) + linesOfLambda) +
      ticks * (line(effort.tickLogBytes) + line(effort.tickMetricsBytes) + linesOfLambda) +
      (apiCalls + assumed.widgetCalls) * linesOfLambda,
    bytesOut: pushes * effort.clusterBytes * size + sweeps * effort.sweepBytes,
    apiCalls,
    storedBytes: clusters * (effort.storedBytes + assumed.eventBytes),
  };
}

/** Countings of the fleet: each tick, but no more than ten clusters are counted a second. */
function censuses(clusters: number): number {
  return (minutesAMonth * 60) / Math.max(60, clusters / 10);
}

/** Read request units of an eventually consistent query over so many bytes. */
const eventually = (bytes: number) => Math.max(0.5, Math.ceil(bytes / 4096) / 2);
const line = (bytes: number) => bytes + assumed.lineOverheadBytes;
const linesOfLambda = assumed.lambdaLogBytes + assumed.lambdaLogLines * assumed.lineOverheadBytes;
