import type { Phase } from '../clusters/record.ts';
import { type Census, takeCensus } from '../clusters/store/census.ts';
import type { Table } from '../clusters/store/table.ts';
import {
  countKubeconfigsEnding,
  tallyAttention,
  tallyExpiry,
  tallyUncovered,
} from '../clusters/store/tallies.ts';
import type { FleetLimits } from './limits.ts';

/** The state of the fleet. Clusters that are paused or deregistering have no token at risk, and need no kubeconfig. */
export interface FleetSummary {
  registered: number;
  phases: Record<Phase, number>;
  /** ISO 8601: until then every served cluster can pull. Absent if none is served, or nothing of theirs ends. */
  earliestValidUntil?: string;
  /** Where clusters are served, and nothing of theirs ends. */
  endless?: true;
  /** Those expired included. */
  tokensAtRisk: number;
  tokensExpired: number;
  /** Clusters in which pods cannot pull in some chosen namespace, though a token that was written may live. */
  clustersUncovered: number;
  /** Those of these namespaces that are known. */
  namespacesUncovered: number;
  /** Clusters whose last push, or whose deregistration, failed. */
  failing: number;
  failingLong: number;
  /** Those that have ended included. */
  kubeconfigsExpiring: number;
}

/**
 * Counts the fleet. What it reads follows how many clusters are in trouble, and not how many there are, except
 * the census, which is taken the more rarely the larger the fleet. `now`: epoch milliseconds.
 */
export async function fleetSummary(
  table: Table,
  now: number,
  limits: FleetLimits,
): Promise<{ summary: FleetSummary; census: Census; censusIsNew: boolean }> {
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();
  const [{ census, isNew }, attention, expiry, uncovered, kubeconfigsExpiring] = await Promise.all([
    takeCensus(table, now),
    tallyAttention(table, at(now - limits.failingMinutes * 60_000)),
    tallyExpiry(table, at(now), at(now + limits.atRiskMinutes * 60_000)),
    tallyUncovered(table),
    countKubeconfigsEnding(table, at(now + limits.kubeconfigDays * 24 * 3_600_000)),
  ]);
  const notHealthy = Object.values(attention.phases).reduce((sum, count) => sum + count, 0);
  // A census may be older than the tallies beside it.
  const registered = Math.max(census.registered, notHealthy);
  return {
    census,
    censusIsNew: isNew,
    summary: {
      registered,
      phases: { ...attention.phases, Healthy: registered - notHealthy },
      ...(expiry.earliest !== undefined && { earliestValidUntil: expiry.earliest }),
      ...(expiry.endless && { endless: true }),
      tokensAtRisk: expiry.atRisk,
      tokensExpired: expiry.expired,
      clustersUncovered: uncovered.clusters,
      namespacesUncovered: uncovered.namespaces,
      failing: attention.failing,
      failingLong: attention.failingLong,
      kubeconfigsExpiring,
    },
  };
}
