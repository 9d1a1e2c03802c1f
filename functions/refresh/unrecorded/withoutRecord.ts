import { batchGet, largestBatchGet } from '../../../shared/clusters/store/batchGet.ts';
import { registeredNames } from '../../../shared/clusters/store/registeredNames.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';

/**
 * Which of these clusters have no record. Reads the index first, at a fraction of the records' cost. It may lag, so the
 * rest is read consistently. A record that cannot be understood counts as one.
 */
export async function withoutRecord(table: Table, names: readonly string[]): Promise<string[]> {
  const listed = await listedNames(table);
  return withoutRecordNow(
    table,
    names.filter((name) => !listed.has(name)),
  );
}

/** The same for a few clusters, with consistent reads only. */
export async function withoutRecordNow(table: Table, names: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (let from = 0; from < names.length; from += largestBatchGet) {
    const some = names.slice(from, from + largestBatchGet);
    const found = await batchGet(table, some, { consistent: true });
    missing.push(...some.filter((name) => !found.has(name)));
  }
  return missing;
}

async function listedNames(table: Table): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const name of registeredNames(table)) names.add(name);
  return names;
}
