import { readClusters } from '../clusters/store/records.ts';
import type { Table } from '../clusters/store/table.ts';
import { type ClusterRow, rowOf } from './clusterRow.ts';

/** The most keys that BatchGetItem takes. */
const batch = 100;

/** The rows of these clusters, in the order of the names. Those that no longer exist are left out. */
export async function readRows(table: Table, names: readonly string[]): Promise<ClusterRow[]> {
  const batches = Array.from({ length: Math.ceil(names.length / batch) }, (_, index) =>
    readClusters(table, names.slice(index * batch, (index + 1) * batch)),
  );
  return (await Promise.all(batches)).flat().map(rowOf);
}
