import { stageNames, timesAt } from '../../shared/fleet/stages.ts';
import type { Client, Cluster, Fleet } from '../api/client.ts';
import { isAtRisk, isInTrouble, isServed, isUncovered, kubeconfigEnds, stageOfCluster } from './stage.ts';

/** The fleet as `pullpass status` shows it. */
export interface FleetStatus {
  fleet: Fleet;
  /** The clusters in trouble, worst first. */
  trouble: Cluster[];
  /** Clusters whose kubeconfigs expire soon or have expired; the first to expire comes first. */
  kubeconfigs: Cluster[];
}

/** Phases whose clusters may be in trouble, whatever the counts say. */
const troubled = ['Failing', 'Degraded', 'Pending', 'Deregistering'] as const;

/**
 * Reads the verdict, and only clusters in phases of trouble. Healthy ones are read too if the counts show that some of
 * them are in trouble: a token or a kubeconfig expires soon.
 *
 * @param now epoch milliseconds
 */
export async function readStatus(
  client: Pick<Client, 'fleet' | 'list'>,
  now: () => number,
): Promise<FleetStatus> {
  const fleet = await client.fleet();
  const phases = troubled.filter((phase) => (fleet.phases[phase] ?? 0) > 0);
  const found = phases.length === 0 ? [] : await client.list({ phases });
  const healthy = explains(found, fleet, now()) ? [] : await client.list({ phases: ['Healthy'] });
  return arranged(fleet, [...found, ...healthy], now());
}

/** Whether these clusters are all those in trouble, according to the counts. */
function explains(clusters: readonly Cluster[], fleet: Fleet, now: number): boolean {
  const served = clusters.filter(isServed);
  const count = (is: (cluster: Cluster) => boolean) => served.filter(is).length;
  return (
    count((cluster) => isAtRisk(cluster, fleet.limits, now)) >= fleet.tokensAtRisk &&
    count(isUncovered) >= fleet.clustersUncovered &&
    count((cluster) => kubeconfigEnds(cluster, fleet.limits, now)) >= fleet.kubeconfigsExpiring
  );
}

function arranged(fleet: Fleet, clusters: readonly Cluster[], now: number): FleetStatus {
  const times = timesAt(now, fleet.limits);
  const staged = clusters.map((cluster) => ({ cluster, stage: stageOfCluster(cluster, times) }));
  const rank = ({ stage, cluster }: (typeof staged)[number]) =>
    // A cluster that stops pulling earlier is worse.
    `${String(stageNames.indexOf(stage)).padStart(2, '0')} ${cluster.status.validUntil ?? ''} ${cluster.name}`;
  return {
    fleet,
    trouble: staged
      .filter(({ stage }) => isInTrouble(stage))
      .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
      .map(({ cluster }) => cluster),
    kubeconfigs: clusters
      .filter((cluster) => isServed(cluster) && kubeconfigEnds(cluster, fleet.limits, now))
      .toSorted((a, b) => (endOf(a) < endOf(b) ? -1 : 1)),
  };
}

const endOf = ({ status }: Cluster): string => status.kubeconfig.expiresAt ?? '';
