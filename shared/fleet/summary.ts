import type { Phase } from '../clusters/record.ts';
import { type Census, takeCensus } from '../clusters/store/census.ts';
import type { Table } from '../clusters/store/table.ts';
import {
  countKubeconfigsEnding,
  tallyAttention,
  tallyExpiry,
  tallyUncovered,
} from '../clusters/store/tallies.ts';
import { toWire } from '../ends.ts';
import { iso } from '../iso.ts';
import type { FleetLimits } from './limits.ts';

/**
 * The state of the fleet, in the API's form. Clusters that are paused or deregistering count neither for tokens at risk
 * nor for kubeconfigs.
 */
export interface FleetSummary {
  registered: number;
  phases: Record<Phase, number>;
  /** ISO 8601: until then every served cluster can pull. Absent if none is served, or nothing in them expires. */
  earliestValidUntil?: string;
  /** Present if clusters are served and nothing in them expires. */
  endless?: true;
  /** Includes the expired ones. */
  tokensAtRisk: number;
  tokensExpired: number;
  /** Clusters with a chosen namespace in which pods cannot pull, even if a token elsewhere in them is valid. */
  clustersUncovered: number;
  /** How many of these namespaces are known. */
  namespacesUncovered: number;
  /** Clusters whose last push or deregistration failed. */
  failing: number;
  failingLong: number;
  /** Includes the expired ones. */
  kubeconfigsExpiring: number;
}

/**
 * Counts the fleet. The reads grow with the clusters in trouble, not with the fleet; only the census grows with the
 * fleet, and the larger the fleet, the less often it is taken. `now`: epoch milliseconds.
 */
export async function fleetSummary(
  table: Table,
  now: number,
  limits: FleetLimits,
): Promise<{ summary: FleetSummary; census: Census; censusIsNew: boolean }> {
  const [{ census, isNew }, attention, expiry, uncovered, kubeconfigsExpiring] = await Promise.all([
    takeCensus(table, now),
    tallyAttention(table, iso(now - limits.failingMinutes * 60_000)),
    tallyExpiry(table, iso(now), iso(now + limits.atRiskMinutes * 60_000)),
    tallyUncovered(table),
    countKubeconfigsEnding(table, iso(now + limits.kubeconfigDays * 24 * 3_600_000)),
  ]);
  const notHealthy = Object.values(attention.phases).reduce((sum, count) => sum + count, 0);
  // The census may be older than the other counts.
  const registered = Math.max(census.registered, notHealthy);
  const { validUntil: earliestValidUntil, endless } = toWire(expiry.earliest);
  return {
    census,
    censusIsNew: isNew,
    summary: {
      registered,
      phases: { ...attention.phases, Healthy: registered - notHealthy },
      ...(endless && { endless }),
      ...(earliestValidUntil !== undefined && { earliestValidUntil }),
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
