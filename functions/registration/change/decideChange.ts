import type { ClusterRecord, ClusterStatus, KubeconfigReference } from '../../../shared/clusters/record.ts';
import { claimMilliseconds } from '../../../shared/clusters/schedule.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { iso } from '../../../shared/iso.ts';
import type { ChangedField, Effects } from './effectsOf.ts';
import { retire } from './retire.ts';
import { secretsSayHost } from './secretsSayHost.ts';

export interface Change {
  spec: ClusterSpec;
  kubeconfig: KubeconfigReference;
  fields: readonly ChangedField[];
  /** Of changing these fields. */
  effects: Required<Effects>;
}

/** The record after a change, and whether it has a new claim to dispatch. `now`: epoch milliseconds. */
export function decideChange(
  record: ClusterRecord,
  { spec, kubeconfig, fields, effects }: Change,
  { now, claim }: { now: number; claim: string },
): { record: ClusterRecord; push: boolean } {
  const base: ClusterRecord = {
    ...record,
    spec,
    kubeconfig,
    version: record.version + 1,
    retired: retire(record, spec.targets),
    ...(fields.includes('registries') && secretsSayHost(spec)),
    status: {
      ...(effects.written ? record.status : stillServed(record)),
      phase: spec.paused ? 'Paused' : phaseOf(record.status),
    },
  };
  if (spec.paused) return { record: withoutPush(base), push: false };
  if (effects.pushed) return { record: claimed(base, claim, now), push: true };
  return { record: sooner(base, effects, now), push: false };
}

/** What was written for the previous version, and counted, is also what this version requires. */
function stillServed({ version, status }: ClusterRecord): ClusterStatus {
  const { servedVersion, countedVersion } = status;
  return {
    ...status,
    ...(servedVersion === version && { servedVersion: version + 1 }),
    ...(countedVersion === version && { countedVersion: version + 1 }),
  };
}

/**
 * A record dispatched under a new claim, which comes due again if its push records nothing. If it was failing before it
 * was paused, it counts as failing from now: the pause does not count as failure, and a retry must not go to the steady
 * lane.
 */
export function claimed(record: ClusterRecord, claim: string, now: number): ClusterRecord {
  const nextPushAt = iso(now + claimMilliseconds);
  const { nextRefreshAt: _, ...status } = record.status;
  const failingSince = status.error && (status.failingSince ?? iso(now));
  return { ...record, claim, status: { ...status, nextPushAt, ...(failingSince && { failingSince }) } };
}

/**
 * A paused cluster is not due, not under way and not part of any alarm. A push that is still running can record
 * nothing.
 */
function withoutPush({ claim: _, ...record }: ClusterRecord): ClusterRecord {
  const { nextPushAt: __, nextRefreshAt: ___, failingSince: ____, ...status } = record.status;
  return { ...record, status };
}

/** The phase without the pause: as the last push left the cluster. */
function phaseOf({ phase, error, lastSuccessAt, namespaces }: ClusterStatus): ClusterStatus['phase'] {
  if (phase !== 'Paused') return phase;
  if (error !== undefined) return namespaces.ready > 0 ? 'Degraded' : 'Failing';
  return lastSuccessAt === undefined ? 'Pending' : 'Healthy';
}

/**
 * A shorter interval counts from now, not from the end of the longer one, even if sweeps come before the refresh. A
 * credential that should now renew itself may be due at once. A claimed cluster is pushed soon anyway, but perhaps only
 * as a sweep.
 */
function sooner(
  record: ClusterRecord,
  {
    withinMinutes,
    refreshedWithinMinutes,
  }: Required<Pick<Effects, 'withinMinutes' | 'refreshedWithinMinutes'>>,
  now: number,
): ClusterRecord {
  const { nextPushAt, nextRefreshAt, ...status } = record.status;
  const isClaimed = record.claim !== undefined;
  const pushedWithin = isClaimed ? Number.POSITIVE_INFINITY : Math.min(withinMinutes, refreshedWithinMinutes);
  const pushAt = nextPushAt && earlier(nextPushAt, now, pushedWithin);
  const refreshAt = nextRefreshAt && earlier(nextRefreshAt, now, refreshedWithinMinutes);
  return {
    ...record,
    status: {
      ...status,
      ...(pushAt && { nextPushAt: pushAt }),
      ...(refreshAt && { nextRefreshAt: refreshAt }),
    },
  };
}

/** ISO 8601: `at`, or this many minutes from now if that is earlier. */
function earlier(at: string, now: number, minutes: number): string {
  const latest = now + minutes * 60_000;
  return Date.parse(at) <= latest ? at : iso(latest);
}
