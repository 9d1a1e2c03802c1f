import { type Lane, laneOf, largestBatch } from '../../shared/clusters/dispatch.ts';
import type { DueCluster } from '../../shared/clusters/store/due.ts';

/** Clusters whose messages go together into one lane's queue. */
export interface Batch {
  lane: Lane;
  clusters: DueCluster[];
}

/**
 * The due clusters in batches, each for one lane (suspects are only known at the claim), most urgent first: after an
 * outage, the clusters whose tokens expire first come first.
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

/**
 * New clusters come before all others: their pods are waiting. A cluster that has failed from the start holds nothing
 * that could expire.
 */
function urgency(cluster: DueCluster | undefined): string {
  return cluster?.validUntil ?? (cluster?.failingSince === undefined ? '' : '~');
}

function inBatches(clusters: readonly DueCluster[]): DueCluster[][] {
  const batches: DueCluster[][] = [];
  for (let from = 0; from < clusters.length; from += largestBatch)
    batches.push(clusters.slice(from, from + largestBatch));
  return batches;
}
