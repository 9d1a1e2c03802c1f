import DataLoader from 'dataloader';
import type { ClusterRecord } from '../record.ts';
import { type BatchGetOptions, batchGet, largestBatchGet } from './batchGet.ts';
import type { Table } from './table.ts';

/** Reads one record, consistently: a push that follows a change must see it. */
export type ReadRecord = (name: string) => Promise<ClusterRecord | undefined>;

/** Reads of the same turn go out as one call. Nothing is kept for later ones; one that is unreadable fails alone. */
export function batchedRecords(table: Table, pauses: Omit<BatchGetOptions, 'consistent'> = {}): ReadRecord {
  const loader = new DataLoader<string, ClusterRecord | undefined>(
    async (names) => {
      const found = await batchGet(table, names, { ...pauses, consistent: true });
      return names.map((name) => found.get(name));
    },
    { cache: false, maxBatchSize: largestBatchGet },
  );
  return (name) => loader.load(name);
}
