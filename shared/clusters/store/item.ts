import { type ClusterRecord, type ClusterStatus, type Phase, phases } from '../record.ts';
import { shardOf } from '../shards.ts';
import type { ClusterSpec } from '../spec.ts';
import { recordKey } from './table.ts';

/** The attributes of a spec: labels stand by themselves so that the listing index can carry them. */
export function specAttributes(spec: ClusterSpec) {
  const { labels, ...rest } = spec;
  return { labels, spec: rest };
}

/**
 * The attributes of a status. Each index is sparse: its shard stands in the item only beside its key, so
 * that a paused cluster is not due and a healthy one is not failing.
 */
export function statusAttributes(name: string, status: ClusterStatus) {
  const shard = shardOf(name);
  return {
    phase: status.phase,
    validUntil: status.validUntil,
    expiryShard: status.validUntil && shard,
    nextPushAt: status.nextPushAt,
    dueShard: status.nextPushAt && shard,
    failingSince: status.failingSince,
    failingShard: status.failingSince && shard,
    lastAttemptAt: status.lastAttemptAt,
    lastSuccessAt: status.lastSuccessAt,
    consecutiveFailures: status.consecutiveFailures,
    error: status.error,
    namespaces: status.namespaces,
  };
}

/** A record as the item DynamoDB keeps. */
export function toItem(record: ClusterRecord): Record<string, unknown> {
  return {
    ...recordKey(record.name),
    listing: 'cluster',
    name: record.name,
    ...specAttributes(record.spec),
    ...statusAttributes(record.name, record.status),
    kubeconfig: record.kubeconfig,
    version: record.version,
    createdAt: record.createdAt,
    retired: record.retired,
    claim: record.claim,
  };
}

/** Only what this module wrote is read back, so the shape is asserted rather than parsed again. */
export function fromItem(item: Record<string, unknown>): ClusterRecord {
  const optional = <K extends string>(...keys: K[]) =>
    Object.fromEntries(keys.filter((key) => item[key] !== undefined).map((key) => [key, item[key]]));
  return {
    name: item['name'] as string,
    spec: {
      ...(item['spec'] as Omit<ClusterSpec, 'labels'>),
      labels: item['labels'] as ClusterSpec['labels'],
    },
    status: {
      phase: phases.includes(item['phase'] as Phase) ? (item['phase'] as Phase) : 'Pending',
      consecutiveFailures: Number(item['consecutiveFailures'] ?? 0),
      namespaces: item['namespaces'] as ClusterStatus['namespaces'],
      ...optional('validUntil', 'nextPushAt', 'failingSince', 'lastAttemptAt', 'lastSuccessAt', 'error'),
    },
    kubeconfig: item['kubeconfig'] as ClusterRecord['kubeconfig'],
    version: Number(item['version']),
    createdAt: item['createdAt'] as string,
    retired: (item['retired'] ?? []) as ClusterRecord['retired'],
    ...optional('claim', 'cleaned'),
  };
}
