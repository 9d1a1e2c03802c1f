import type { Table } from '../../shared/clusters/store/table.ts';
import { isLookDue } from '../../shared/clusters/store/unrecorded.ts';
import { faultFields, type Log } from '../../shared/observability/log.ts';
import type { Meter } from '../../shared/observability/metrics.ts';
import { metricNames } from '../../shared/observability/names.ts';

interface World {
  table: Table;
  log: Log;
  meter: Meter;
  now(): number;
}

/** A look begins only with this many milliseconds left, and leaves some of them to the function. */
const least = 20_000;
const reserve = 5_000;

/**
 * Looks for kubeconfigs without a record, once an hour, at the end of a tick: for 10,000 clusters it takes seconds. If
 * it fails, the tick does not. Never rejects.
 */
export async function lookIfDue({ table, log, meter, now }: World, remaining: () => number): Promise<void> {
  try {
    if (remaining() < least || !(await isLookDue(table, now()))) return;
    const { lookForUnrecorded, lookWorldFrom } = await import('./unrecorded/lookForUnrecorded.ts');
    const report = await lookForUnrecorded(
      lookWorldFrom(process.env),
      AbortSignal.timeout(remaining() - reserve),
    );
    if (report === undefined) return;
    meter.count(metricNames.recordsMissing, report.recordsMissing ? report.unrecorded : 0);
    meter.publish();
    const line = report.unrecorded > 0 ? log.warn : log.info;
    line('looked for kubeconfigs without a record', { ...report });
  } catch (error) {
    log.warn('could not look for kubeconfigs without a record', { ...faultFields(error) });
  }
}
