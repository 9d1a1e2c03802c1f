import type { Meter } from '../../shared/observability/metrics.ts';
import { metricNames } from '../../shared/observability/names.ts';
import type { Outcome } from './outcome.ts';

/** The numbers of one push. */
export function countPush(meter: Meter, { error, namespaces }: Outcome, milliseconds: number): void {
  meter.count(error === undefined ? metricNames.pushSucceeded : metricNames.pushFailed, 1);
  if (error !== undefined) meter.countByKind(metricNames.pushFailedByKind, error.kind);
  meter.count(metricNames.namespacesWritten, namespaces.ready);
  meter.time(metricNames.pushMilliseconds, milliseconds);
}
