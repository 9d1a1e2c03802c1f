import { fromWire, never } from '../../shared/ends.ts';
import { type StageName, stageOf, type Times } from '../../shared/fleet/stages.ts';
import type { Cluster, Fleet } from '../api/client.ts';

type Limits = Fleet['limits'];

/** Clusters that nobody renews any more have no token at risk. */
export const isServed = ({ status: { phase } }: Cluster): boolean =>
  phase !== 'Paused' && phase !== 'Deregistering';

/** Whether pods cannot pull in some chosen namespace, or nothing was ever served. */
export function isUncovered({ status }: Cluster): boolean {
  const { namespaces, problems = [] } = status;
  return (
    namespaces.uncovered > 0 ||
    (status.phase !== 'Healthy' && problems.length > 0 && fromWire(status) === undefined)
  );
}

/** Whether its token has expired, or does so within atRiskMinutes. `now`: epoch milliseconds. */
export function isAtRisk({ status }: Cluster, { atRiskMinutes }: Limits, now: number): boolean {
  return (fromWire(status) ?? never) < now + atRiskMinutes * 60_000;
}

/**
 * Whether its kubeconfig has expired, or does so within kubeconfigDays, and does not renew itself. `now`: epoch
 * milliseconds.
 */
export function kubeconfigEnds(
  { status: { kubeconfig } }: Cluster,
  { kubeconfigDays }: Limits,
  now: number,
): boolean {
  const { expiresAt, renews } = kubeconfig;
  return !renews && expiresAt !== undefined && Date.parse(expiresAt) < now + kubeconfigDays * 24 * 3_600_000;
}

/** The stage in which the fleet page shows it. */
export function stageOfCluster(cluster: Cluster, times: Times): StageName {
  const { phase, consecutiveFailures, problems = [] } = cluster.status;
  return stageOf(
    {
      phase,
      ends: fromWire(cluster.status),
      uncovered: isUncovered(cluster),
      failing: consecutiveFailures > 0 || problems.length > 0,
    },
    times,
  );
}

const well: ReadonlySet<StageName> = new Set(['fine', 'Paused', 'Deregistering']);

export const isInTrouble = (stage: StageName): boolean => !well.has(stage);
