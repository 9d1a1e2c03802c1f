import type { ClusterRecord, ClusterStatus, KubeconfigReference } from '../../../shared/clusters/record.ts';
import { claimMilliseconds } from '../../../shared/clusters/schedule.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { type ChangedField, effectsOf } from './effectsOf.ts';
import { retire } from './retire.ts';
import { secretsSayHost } from './secretsSayHost.ts';

export interface Change {
  spec: ClusterSpec;
  /** Given where the credential changes too. */
  kubeconfig?: KubeconfigReference;
}

/**
 * What a change of these fields makes of a record, and whether its claim is a new one to be dispatched.
 * `now`: epoch milliseconds.
 */
export function decideChange(
  record: ClusterRecord,
  change: Change,
  fields: readonly ChangedField[],
  { now, claim }: { now: number; claim: string },
): { record: ClusterRecord; push: boolean } {
  const { paused } = change.spec;
  const { written, pushed, withinMinutes } = effectsOf(fields, change.spec);
  const base: ClusterRecord = {
    ...record,
    spec: change.spec,
    kubeconfig: change.kubeconfig ?? record.kubeconfig,
    version: record.version + 1,
    retired: retire(record, change.spec.targets),
    ...(fields.includes('registries') && secretsSayHost(change.spec)),
    status: {
      ...(written ? record.status : stillServed(record)),
      phase: paused ? 'Paused' : phaseOf(record.status),
    },
  };
  if (paused) return { record: withoutPush(base), push: false };
  if (pushed) return { record: claimed(base, claim, now), push: true };
  return { record: sooner(base, withinMinutes, now), push: false };
}

/** What was written for the version before, and counted of it, is what this one asks for. */
function stillServed({ version, status }: ClusterRecord): ClusterStatus {
  const { servedVersion, countedVersion } = status;
  return {
    ...status,
    ...(servedVersion === version && { servedVersion: version + 1 }),
    ...(countedVersion === version && { countedVersion: version + 1 }),
  };
}

/**
 * A record that was just dispatched under a claim, and comes due again should nothing be heard of it. One that failed
 * before it was paused fails since now: the pause is no time of failing, and a retry is not for the steady lane.
 */
export function claimed(record: ClusterRecord, claim: string, now: number): ClusterRecord {
  const nextPushAt = new Date(now + claimMilliseconds).toISOString();
  const { nextRefreshAt: _, ...status } = record.status;
  const failingSince = status.error && (status.failingSince ?? new Date(now).toISOString());
  return { ...record, claim, status: { ...status, nextPushAt, ...(failingSince && { failingSince }) } };
}

/** What is paused is neither due, nor under way, nor an alarm; a push that still runs can record nothing. */
export function withoutPush({ claim: _, ...record }: ClusterRecord): ClusterRecord {
  const { nextPushAt: __, nextRefreshAt: ___, failingSince: ____, ...status } = record.status;
  return { ...record, status };
}

/** The phase of a cluster that is not paused: paused ones go back to what their last push left. */
function phaseOf({ phase, error, lastSuccessAt, namespaces }: ClusterStatus): ClusterStatus['phase'] {
  if (phase !== 'Paused') return phase;
  if (error !== undefined) return namespaces.ready > 0 ? 'Degraded' : 'Failing';
  return lastSuccessAt === undefined ? 'Pending' : 'Healthy';
}

/**
 * A shorter interval counts from now, and not from after the longer one; a credential that is to renew itself may be
 * due. A claimed cluster is due soon anyway.
 */
function sooner(record: ClusterRecord, withinMinutes: number, now: number): ClusterRecord {
  const { nextPushAt } = record.status;
  if (record.claim !== undefined || nextPushAt === undefined) return record;
  const latest = now + withinMinutes * 60_000;
  return Date.parse(nextPushAt) <= latest
    ? record
    : { ...record, status: { ...record.status, nextPushAt: new Date(latest).toISOString() } };
}
