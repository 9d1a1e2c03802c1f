import type { Emulator } from './emulator.ts';
import { plainItem } from './plain.ts';

/** A record in the table, read without the code under test. */
export interface SeenRecord {
  name: string;
  phase: string;
  spec: { paused: boolean; refreshEveryMinutes: number; targets: unknown[]; registries: unknown[] };
  /** Stored beside the spec, since the version before does not know it. */
  renew?: boolean;
  kubeconfig: {
    version: string;
    issuedAt?: string;
    expiresAt?: string;
    renewal?: {
      attempt?: { version: string; at: string };
      fallback?: { version: string; expiresAt: string };
      /** When a renewal was last attempted without success. */
      triedAt?: string;
      failure?: { kind: string; message: string; remedy: string; since: string };
    };
  };
  nextPushAt?: string;
  validUntil?: string;
  tokenNotes?: Record<string, { boundSince?: string }>;
  withdrawnAt?: string;
  lateWriteUntil?: string;
  servedVersion?: number;
  retired: unknown[];
  lastSuccessAt?: string;
  lastAttemptAt?: string;
  failingSince?: string;
  claim?: string;
  error?: { kind: string; message: string; remedy: string };
  problems?: { kind: string; message: string; remedy: string; count: number; uncovered: number }[];
  uncovered?: number;
  uncoveredSince?: string;
  countedVersion?: number;
  consecutiveFailures: number;
  namespaces: { ready: number; failed: number; skipped: number };
  version: number;
}

export interface SeenEvent {
  type: string;
  by: string;
  at: string;
  message: string;
  error?: { kind: string; message: string; remedy: string };
  pk: string;
}

export interface Observation {
  items: Record<string, unknown>[];
  records: ReadonlyMap<string, SeenRecord>;
  events: SeenEvent[];
}

interface Page {
  Items: Parameters<typeof plainItem>[0][];
  LastEvaluatedKey?: object;
}

/** Everything in the table. */
export async function readTable(dynamodb: Emulator, TableName: string): Promise<Observation> {
  const items: Record<string, unknown>[] = [];
  let from: object | undefined;
  do {
    const scan = { TableName, ConsistentRead: true, ...(from !== undefined && { ExclusiveStartKey: from }) };
    const { Items, LastEvaluatedKey } = await dynamodb.ask<Page>('Scan', scan);
    items.push(...Items.map(plainItem));
    from = LastEvaluatedKey;
  } while (from !== undefined);
  const records = items.filter(({ sk }) => sk === 'RECORD') as unknown as SeenRecord[];
  return {
    items,
    records: new Map(records.map((record) => [record.name, record])),
    events: items.filter(({ sk }) => String(sk).startsWith('EVENT#')) as unknown as SeenEvent[],
  };
}
