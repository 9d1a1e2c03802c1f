import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { patience, tableFrom } from '../../../shared/awsClients.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { claimLook, saveMarks } from '../../../shared/clusters/store/unrecorded.ts';
import { required } from '../../../shared/environment.ts';
import { restoreSecret, scheduleDeletion } from '../../../shared/kubeconfig/scheduledDeletion.ts';
import { decideUnrecorded } from './decideUnrecorded.ts';
import { listKubeconfigs } from './listKubeconfigs.ts';
import { withoutRecord, withoutRecordNow } from './withoutRecord.ts';

/** The result of a look. */
export interface LookReport {
  /** How many kubeconfigs are stored, and how many of their clusters have no record. */
  stored: number;
  unrecorded: number;
  /** Those now scheduled for deletion. */
  removed: readonly string[];
  recordsMissing: boolean;
}

export interface LookWorld {
  table: Table;
  secrets: SecretsManagerClient;
  /** Prefix of the secrets' names. */
  prefix: string;
  now(): number;
  newId(): string;
}

/** It has its own clients: code that is loaded later shares no module with the rest. */
export function lookWorldFrom(environment: NodeJS.ProcessEnv): LookWorld {
  return {
    table: tableFrom(environment),
    secrets: new SecretsManagerClient(patience),
    prefix: required(environment, 'SECRET_PREFIX'),
    now: Date.now,
    newId: randomUUID,
  };
}

/** The longest recovery window in Secrets Manager. */
const recoveryDays = 30;

/**
 * Looks for kubeconfigs whose cluster has no record: one tick per hour; undefined if another tick has done it. If a
 * record appears at this very moment, its kubeconfig is restored: see discardKubeconfig. Throws AWS's errors, and when
 * `signal` is aborted: the next look starts from the beginning.
 */
export async function lookForUnrecorded(
  world: LookWorld,
  signal: AbortSignal,
): Promise<LookReport | undefined> {
  const { table, secrets, prefix, now } = world;
  const look = world.newId();
  const marks = await claimLook(table, look, now());
  if (marks === undefined) return undefined;

  const stored = await listKubeconfigs(secrets, prefix, signal);
  const unrecorded = await withoutRecord(table, stored);
  const verdict = decideUnrecorded({ stored: stored.length, unrecorded, marks, now: now() });
  if (!(await saveMarks(table, look, verdict.marks))) return undefined;
  const removed: string[] = [];
  for (const name of verdict.remove) {
    signal.throwIfAborted();
    if (await remove(world, name)) removed.push(name);
  }
  const { recordsMissing } = verdict;
  return { stored: stored.length, unrecorded: unrecorded.length, removed, recordsMissing };
}

async function remove({ table, secrets, prefix }: LookWorld, name: string): Promise<boolean> {
  const isRecorded = async () => (await withoutRecordNow(table, [name])).length === 0;
  if (await isRecorded()) return false;
  await scheduleDeletion(secrets, prefix + name, recoveryDays);
  if (!(await isRecorded())) return true;
  await restoreSecret(secrets, prefix + name);
  return false;
}
