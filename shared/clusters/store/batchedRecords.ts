import DataLoader from 'dataloader';
import type { ClusterRecord } from '../record.ts';
import { type BatchGetOptions, batchGet, largestBatchGet } from './batchGet.ts';
import type { Table } from './table.ts';

/** Reads one record, consistently: a push that follows a change must see the change. */
export type ReadRecord = (name: string) => Promise<ClusterRecord | undefined>;

/** Reads of the same turn of the event loop go out as one call. Nothing is cached; an unreadable record fails alone. */
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
