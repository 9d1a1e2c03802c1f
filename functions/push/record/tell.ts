import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import { toWire } from '../../../shared/ends.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import type { Meter } from '../../../shared/observability/metrics.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Run } from '../run.ts';
import { describePush } from './describePush.ts';

interface Done {
  outcome: Outcome;
  status: ClusterStatus;
  result: 'recorded' | 'superseded';
  milliseconds: number;
}

/** Reports a push, or an eventful sweep, to the metrics and the log. */
export function tell({ world, swept }: Run, { outcome, status, result, milliseconds }: Done): void {
  const { error, fault, namespaces } = outcome;
  count(world.meter, outcome, { milliseconds, swept });
  if (swept && isUneventful(outcome)) return;
  const line = error === undefined ? world.log.info : world.log.warn;
  line(whatWasDone(outcome, swept), {
    summary: describePush(outcome, status),
    result,
    phase: status.phase,
    namespaces,
    validUntil: toWire(status.ends).validUntil,
    nextPushAt: status.nextPushAt,
    milliseconds,
    error,
    ...(fault !== undefined && faultFields(fault)),
  });
}

/** The numbers of a push or a sweep. What a sweep found in order costs nothing, and is not counted. */
function count(
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

/** A sweep that wrote nothing, as nearly all do: a line for each would fill the log. */
function isUneventful({ error, writtenUntil, repairs }: Outcome): boolean {
  return error === undefined && writtenUntil === undefined && repairs.length === 0;
}

function whatWasDone({ error }: Outcome, swept: boolean): string {
  const done = swept ? 'swept' : 'pushed';
  return error === undefined ? done : swept ? 'sweep failed' : 'push failed';
}
