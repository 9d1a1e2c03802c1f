import type { Meter } from '../../../shared/observability/metrics.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import type { Outcome } from '../outcome/outcome.ts';

/** The numbers of one push, or of one sweep: what it found in order costs nothing, and is not counted. */
export function countPush(
  meter: Meter,
  { error, namespaces, repairs }: Outcome,
  { milliseconds, swept }: { milliseconds: number; swept: boolean },
): void {
  const succeeded = swept ? metricNames.sweepsSucceeded : metricNames.pushSucceeded;
  meter.count(error === undefined ? succeeded : metricNames.pushFailed, 1);
  if (error !== undefined) meter.countByKind(metricNames.pushFailedByKind, error.kind);
  if (repairs.length > 0) meter.count(metricNames.secretsRepaired, repairs.length);
  if (swept) return;
  meter.count(metricNames.namespacesWritten, namespaces.ready);
  meter.time(metricNames.pushMilliseconds, milliseconds);
}
