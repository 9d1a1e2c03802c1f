import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ClusterRecord, ClusterStatus } from '../../../shared/clusters/record.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { toItem } from '../../../shared/clusters/store/item.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { Ends } from '../../../shared/ends.ts';
import { denied, deniedProblem, inMinutes } from './views.ts';

export interface RecordOptions {
  status?: Partial<ClusterStatus>;
  labels?: Record<string, string>;
  /** ISO 8601. */
  kubeconfigEnds?: string;
}

/** A record as a push left it; by default a healthy one that holds no token. */
export function aRecord(
  name: string,
  { status = {}, labels = {}, kubeconfigEnds }: RecordOptions = {},
): ClusterRecord {
  return {
    name,
    spec: clusterSpec.parse({
      name,
      labels,
      registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
      targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
    }),
    status: {
      phase: 'Healthy',
      nextPushAt: inMinutes(30),
      lastAttemptAt: inMinutes(-30),
      lastSuccessAt: inMinutes(-30),
      consecutiveFailures: 0,
      namespaces: { ready: 1, failed: 0, skipped: 0 },
      ...status,
    },
    kubeconfig: {
      version: 'version-of-the-secret',
      server: 'https://api.internal.example:6443',
      identity: 'system:serviceaccount:pullpass:pullpass',
      ...(kubeconfigEnds !== undefined && { expiresAt: kubeconfigEnds }),
    },
    version: 1,
    createdAt: inMinutes(-10_000),
    retired: [],
  };
}

/** The status of a cluster that has been failing for this many minutes, with a token until then or without one. */
export const failingFor = (minutes: number, ends?: Ends): Partial<ClusterStatus> => ({
  phase: 'Failing',
  failingSince: inMinutes(-minutes),
  consecutiveFailures: 3,
  error: denied,
  problems: [deniedProblem],
  namespaces: { ready: 0, failed: 1, skipped: 0, uncovered: ends === undefined ? 1 : 0 },
  ...(ends === undefined ? { uncoveredSince: inMinutes(-minutes) } : { ends }),
});

/** Writes many records at once, without any conditions. */
export async function store(table: Table, records: readonly ClusterRecord[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(records.length / 25) }, (_, index) =>
    records.slice(index * 25, (index + 1) * 25),
  );
  for (const batch of batches)
    await table.client.send(
      new BatchWriteCommand({
        RequestItems: { [table.name]: batch.map((record) => ({ PutRequest: { Item: toItem(record) } })) },
      }),
    );
}
