import { isDeepStrictEqual } from 'node:util';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';

/** A cluster's secret in Secrets Manager: ids of its versions, and the one stored last. */
export interface StoredKubeconfig {
  versions: ReadonlySet<string>;
  current: string | undefined;
  /** The secret is scheduled for deletion; until then it can be restored. */
  awaitsDeletion?: true;
}

export interface Facts {
  /** What is registered under the name now. */
  live: ClusterRecord | undefined;
  /** Undefined if the secret is gone. */
  stored: StoredKubeconfig | undefined;
  /** When the name was last deregistered, as far as the events show; ISO 8601. */
  deregisteredAt: string | undefined;
  /** ISO 8601. */
  now: string;
}

export type RestoreVerdict =
  | { act: 'restore'; record: ClusterRecord; remark?: string }
  | { act: 'leave'; because: string; changed?: boolean };

type Rule = (backup: ClusterRecord, facts: Facts) => RestoreVerdict | undefined;

/** The first rule that answers decides. */
const rules: readonly Rule[] = [liveWins, goneOnPurpose, wasLeaving, bringBack];

/**
 * Whether to bring a cluster back from the backup, and with which record. It is made due at once, since nobody knows
 * what was pushed after the backup.
 */
export function decideRestore(backup: ClusterRecord, facts: Facts): RestoreVerdict {
  for (const rule of rules) {
    const verdict = rule(backup, facts);
    if (verdict !== undefined) return verdict;
  }
  throw new Error('unreachable: the last rule always answers');
}

function liveWins(backup: ClusterRecord, { live }: Facts): RestoreVerdict | undefined {
  if (live === undefined) return undefined;
  if (isDeepStrictEqual(live.spec, backup.spec))
    return { act: 'leave', because: 'it is registered, as it was then' };
  return { act: 'leave', because: 'it is registered, and was changed since', changed: true };
}

function goneOnPurpose({ createdAt }: ClusterRecord, { deregisteredAt }: Facts): RestoreVerdict | undefined {
  if (deregisteredAt === undefined || deregisteredAt < createdAt) return undefined;
  return { act: 'leave', because: 'it was deregistered since' };
}

/** Deregistering ends with deleting the secret and then the record: without a secret, nothing is left to clean. */
function wasLeaving({ status }: ClusterRecord, { stored }: Facts): RestoreVerdict | undefined {
  if (status.phase !== 'Deregistering' || stored !== undefined) return undefined;
  return { act: 'leave', because: 'it was being deregistered, and its kubeconfig is gone' };
}

/**
 * A rotation after the backup stored a version that the backup does not know, and may have deleted the one it knows.
 */
function bringBack({ claim: _, ...backup }: ClusterRecord, { stored, now }: Facts): RestoreVerdict {
  const { nextRefreshAt: ____, ...atBackup } = backup.status;
  const status = backup.spec.paused ? atBackup : { ...atBackup, nextPushAt: now };
  const record = { ...backup, status };
  if (stored === undefined)
    return { act: 'restore', record, remark: 'its kubeconfig is gone: send it again' };
  const { version, server, expiresAt } = backup.kubeconfig;
  const { versions, current } = stored;
  const wasRenewed = backup.spec.renew && current !== undefined && current !== version;
  if (versions.has(version) && !wasRenewed) return { act: 'restore', record };
  if (current === undefined)
    return { act: 'restore', record, remark: 'the kubeconfig in use then is gone: send it again' };
  // If a worker died in a renewal, the stored one is newer: it is tried if the other is refused.
  const mayStillWork = versions.has(version) && expiresAt !== undefined;
  const renewal = mayStillWork ? { renewal: { fallback: { version, expiresAt } } } : {};
  return {
    act: 'restore',
    record: { ...record, kubeconfig: { version: current, server, ...renewal } },
    remark: 'with the kubeconfig that it was given since',
  };
}
