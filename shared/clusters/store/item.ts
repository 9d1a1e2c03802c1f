import { isDeepStrictEqual } from 'node:util';
import { type Ends, endsAt, isoOf } from '../../ends.ts';
import { Failure } from '../../failure.ts';
import { nameTargets, withoutName } from '../../targets/nameTargets.ts';
import type { Target } from '../../targets/schema.ts';
import {
  type ClusterRecord,
  type ClusterStatus,
  type KubeconfigReference,
  type Phase,
  phases,
} from '../record.ts';
import { defaultSweepMinutes } from '../schedule.ts';
import { shardOf } from '../shards.ts';
import type { ClusterSpec } from '../spec.ts';
import { recordKey } from './table.ts';

/**
 * The attributes of a spec. Labels are separate so that the listing index can carry them. Defaults of newer fields are
 * left out: a record over a kilobyte costs one more write unit. Names of targets and `renew` are stored beside the
 * spec, because the version before would refuse them in every PATCH; the names are valid only for this version of the
 * spec.
 */
export function specAttributes({ spec, version }: Pick<ClusterRecord, 'spec' | 'version'>) {
  const { labels, sweepEveryMinutes, targets, renew, ...rest } = spec;
  const isDefault = sweepEveryMinutes === sinceAdded.sweepEveryMinutes;
  const unnamed = targets.map(withoutName);
  const names = nameTargets(targets).map(({ name }) => name);
  const areDefault = isDeepStrictEqual(
    nameTargets(unnamed).map(({ name }) => name),
    names,
  );
  return {
    labels,
    spec: { ...rest, targets: unnamed, ...(!isDefault && { sweepEveryMinutes }) },
    targetNames: areDefault ? undefined : { version, names },
    renew: renew || undefined,
  };
}

/** Stands for `never`. It has the form of a real time, and sorts after all of them. */
const noEnd = '9999-12-31T23:59:59.999Z';

/** ISO 8601: until when, according to the record, pods can pull with what was written. */
export function promised({ ends }: ClusterStatus): string | undefined {
  return ends === undefined ? undefined : (isoOf(ends) ?? noEnd);
}

/** The same, read back. */
export function endsIn(promise: string): Ends {
  return endsAt(promise === noEnd ? undefined : promise);
}

/** The status and the keys of every index. Each index is sparse: see infra/table.yml. */
export function statusAttributes(name: string, status: ClusterStatus) {
  const shard = shardOf(name);
  const attention = attentionOf(status);
  const validUntil = promised(status);
  return {
    phase: status.phase,
    validUntil,
    // A token that an admin lets expire on purpose is not at risk.
    expiryShard: isServed(status) && validUntil !== undefined ? shard : undefined,
    nextPushAt: status.nextPushAt,
    dueShard: status.nextPushAt && shard,
    nextRefreshAt: status.nextRefreshAt,
    servedVersion: status.servedVersion,
    countedVersion: status.countedVersion,
    failingSince: status.failingSince,
    attention,
    attentionShard: attention && shard,
    lastAttemptAt: status.lastAttemptAt,
    lastSuccessAt: status.lastSuccessAt,
    consecutiveFailures: status.consecutiveFailures,
    error: status.error,
    ...troubleAttributes(name, status),
    tokenNotes: status.tokenNotes,
    withdrawnAt: status.withdrawnAt,
    lateWriteUntil: status.lateWriteUntil,
  };
}

/** Attributes about trouble are left out while nothing is wrong, to keep the record small: see specAttributes. */
function troubleAttributes(name: string, status: ClusterStatus) {
  const { problems, furtherProblems, uncoveredSince } = status;
  const { uncovered, ...namespaces } = status.namespaces;
  return {
    problems,
    furtherProblems,
    namespaces,
    uncovered: uncovered || undefined,
    uncoveredSince,
    uncoveredShard: isServed(status) && uncoveredSince !== undefined ? shardOf(name) : undefined,
  };
}

/** Whether the cluster should be pushed to. */
function isServed({ phase }: ClusterStatus): boolean {
  return phase !== 'Paused' && phase !== 'Deregistering';
}

/** `<phase>#<failing since>`: a range of it counts one phase, or what has been failing in it for long. */
function attentionOf({ phase, failingSince }: ClusterStatus): string | undefined {
  return phase === 'Healthy' ? undefined : `${phase}#${failingSince ?? ''}`;
}

/**
 * The attributes of a kubeconfig's reference. It is in the index `kubeconfigs` if an admin must replace it: it expires,
 * is in use, and does not renew itself or fails to. A cluster that is gone for good is paused, as the runbook says: its
 * kubeconfig would otherwise keep the alarm on forever.
 */
export function kubeconfigAttributes(
  name: string,
  kubeconfig: KubeconfigReference,
  { isUsed = true, renew = false }: { isUsed?: boolean; renew?: boolean } = {},
) {
  const { expiresAt, renewal } = kubeconfig;
  const isLeftToAdmin = !renew || renewal?.failure !== undefined;
  return {
    kubeconfig,
    kubeconfigExpiresAt: expiresAt,
    kubeconfigShard: isUsed && isLeftToAdmin && expiresAt !== undefined ? shardOf(name) : undefined,
  };
}

/**
 * Format of the records that this code writes. Raise it only if older code would misread them; a new attribute alone
 * needs no new number. A record without a number has format 1.
 */
export const recordSchema = 1;

/**
 * The keys by which an item is found, and its format. Every result of a push writes them again, so that older records
 * enter indexes that are newer than they are.
 */
export function indexedAttributes({ name, spec, status, kubeconfig }: ClusterRecord) {
  return {
    schema: recordSchema,
    ...statusAttributes(name, status),
    ...kubeconfigAttributes(name, kubeconfig, { isUsed: isServed(status), renew: spec.renew }),
  };
}

/** Fields with a default, which records may lack. */
const sinceAdded = { sweepEveryMinutes: defaultSweepMinutes };

/** A record as the item that DynamoDB stores. */
export function toItem(record: ClusterRecord): Record<string, unknown> {
  return {
    ...recordKey(record.name),
    listing: 'cluster',
    name: record.name,
    ...specAttributes(record),
    ...indexedAttributes(record),
    version: record.version,
    createdAt: record.createdAt,
    retired: record.retired,
    secretsSayHost: record.secretsSayHost,
    claim: record.claim,
  };
}

/**
 * Only what this module wrote is read back, so the shape is asserted, not parsed again. Throws a Failure of kind
 * internal for a record of a newer version: half understood, it would be written back broken.
 */
export function fromItem(item: Record<string, unknown>): ClusterRecord {
  refuseNewer(item);
  const spec = item['spec'] as Omit<ClusterSpec, 'labels' | 'renew' | keyof typeof sinceAdded>;
  return {
    name: item['name'] as string,
    spec: {
      ...sinceAdded,
      ...spec,
      targets: namedTargets(spec.targets, item),
      renew: item['renew'] === true,
      labels: item['labels'] as ClusterSpec['labels'],
    },
    status: {
      phase: phases.includes(item['phase'] as Phase) ? (item['phase'] as Phase) : 'Pending',
      consecutiveFailures: Number(item['consecutiveFailures'] ?? 0),
      ...(item['validUntil'] !== undefined && { ends: endsIn(String(item['validUntil'])) }),
      ...present(item, 'nextPushAt', 'nextRefreshAt', 'servedVersion', 'failingSince'),
      ...present(item, 'lastAttemptAt', 'lastSuccessAt', 'error'),
      ...present(item, 'tokenNotes', 'withdrawnAt', 'lateWriteUntil'),
      ...troubleIn(item),
    },
    kubeconfig: item['kubeconfig'] as ClusterRecord['kubeconfig'],
    version: Number(item['version']),
    createdAt: item['createdAt'] as string,
    retired: (item['retired'] ?? []) as ClusterRecord['retired'],
    ...present(item, 'claim', 'cleaned', 'unseen', 'suspect', 'secretsSayHost'),
  };
}

/** Those of these attributes that the item has. */
function present(item: Record<string, unknown>, ...keys: string[]) {
  return Object.fromEntries(keys.filter((key) => item[key] !== undefined).map((key) => [key, item[key]]));
}

/** The version before does not know the names: after it changed the spec, they belong to other targets. */
function namedTargets(targets: readonly Target[], item: Record<string, unknown>): Target[] {
  const kept = item['targetNames'] as { version: number; names: readonly string[] } | undefined;
  if (kept?.version !== item['version']) return nameTargets(targets);
  return nameTargets(targets.map((target, index) => ({ ...target, name: kept?.names[index] })));
}

/**
 * What is wrong, as this version wrote it. An older version writes only the error and the counts. So if the error is
 * not the one these attributes were written with, they are outdated.
 */
function troubleIn(
  item: Record<string, unknown>,
): Pick<ClusterStatus, 'namespaces' | 'problems' | 'furtherProblems' | 'uncoveredSince' | 'countedVersion'> {
  const error = item['error'] as ClusterStatus['error'];
  const problems = (item['problems'] ?? []) as NonNullable<ClusterStatus['problems']>;
  const counts = item['namespaces'] as ClusterStatus['namespaces'];
  if (error === undefined) return { namespaces: counts };
  const [worst] = problems;
  if (worst?.kind !== error.kind || !error.message.endsWith(worst.message)) {
    const isUnserved = [item['validUntil'], item['lastSuccessAt']].every((each) => each === undefined);
    return {
      namespaces: counts,
      problems: [{ ...error, namespaces: [], count: 0, uncovered: 0 }],
      // Where no namespace is chosen, none is uncovered.
      ...(isUnserved && error.kind !== 'not-found' && { uncoveredSince: item['failingSince'] as string }),
    };
  }
  return {
    namespaces: { ...counts, ...present(item, 'uncovered') },
    problems,
    ...present(item, 'furtherProblems', 'uncoveredSince', 'countedVersion'),
  };
}

function refuseNewer({ schema = 1, name }: Record<string, unknown>): void {
  if (Number(schema) <= recordSchema) return;
  throw new Failure(
    'internal',
    `The record of ${String(name)} has format ${String(schema)}, and this version of PullPass knows up to ${recordSchema}`,
    { remedy: 'Deploy the newer version of PullPass again: it wrote this record.' },
  );
}
