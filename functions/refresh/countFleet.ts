import type { FleetSummary } from '../../shared/fleet/summary.ts';
import type { Meter } from '../../shared/observability/metrics.ts';
import { metricNames } from '../../shared/observability/names.ts';

/** Publishes the gauges that the alarms watch. `now`: epoch milliseconds. */
export function countFleet(meter: Meter, fleet: FleetSummary, now: number): void {
  meter.count(metricNames.clustersRegistered, fleet.registered);
  meter.count(metricNames.clustersFailing, fleet.failing);
  meter.count(metricNames.clustersFailingLong, fleet.failingLong);
  meter.count(metricNames.clustersPaused, fleet.phases.Paused);
  meter.count(metricNames.tokensAtRisk, fleet.tokensAtRisk);
  meter.count(metricNames.tokensExpired, fleet.tokensExpired);
  // Until the first push, pods have nothing to pull with.
  meter.count(metricNames.clustersUncovered, fleet.clustersUncovered + fleet.phases.Pending);
  meter.count(metricNames.kubeconfigsExpiring, fleet.kubeconfigsExpiring);
  if (fleet.earliestValidUntil !== undefined)
    meter.count(
      metricNames.earliestExpiryMinutes,
      Math.floor((Date.parse(fleet.earliestValidUntil) - now) / 60_000),
    );
}
