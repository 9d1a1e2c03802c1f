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

/** Milliseconds without which a look is left to the next tick, and those that it leaves to the function. */
const least = 20_000;
const reserve = 5_000;

/**
 * Looks for kubeconfigs without a record, once an hour, after all that a tick is for: it takes seconds for 10,000. A
 * look that fails is no failure of the tick. Never rejects.
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
