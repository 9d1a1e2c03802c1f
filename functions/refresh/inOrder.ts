import { type Lane, laneOf, largestBatch } from '../../shared/clusters/dispatch.ts';
import type { DueCluster } from '../../shared/clusters/store/due.ts';

/** Clusters that go into one lane's queue together. */
export interface Batch {
  lane: Lane;
  clusters: DueCluster[];
}

/**
 * What is due, in batches of one lane each (who is suspect shows as it is claimed), the most urgent first: after an outage, the clusters whose tokens
 * end first go first.
 */
export function inOrder(due: readonly DueCluster[]): Batch[] {
  const batches = (['steady', 'retry'] as const).flatMap((lane) =>
    inBatches(due.filter((cluster) => laneOf(cluster) === lane).sort(byUrgency)).map((clusters) => ({
      lane,
      clusters,
    })),
  );
  return batches.sort((a, b) => byUrgency(a.clusters[0], b.clusters[0]));
}

function byUrgency(a: DueCluster | undefined, b: DueCluster | undefined): number {
  return urgency(a) < urgency(b) ? -1 : urgency(a) > urgency(b) ? 1 : 0;
}

/** New clusters come before all: their pods wait. One that has failed ever since holds nothing that could end. */
function urgency(cluster: DueCluster | undefined): string {
  return cluster?.validUntil ?? (cluster?.failingSince === undefined ? '' : '~');
}

function inBatches(clusters: readonly DueCluster[]): DueCluster[][] {
  const batches: DueCluster[][] = [];
  for (let from = 0; from < clusters.length; from += largestBatch)
    batches.push(clusters.slice(from, from + largestBatch));
  return batches;
}
