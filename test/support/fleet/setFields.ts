import { equals } from '../../../shared/clusters/store/clause.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { updateRecord } from '../../../shared/clusters/store/updateItem.ts';

/** Sets attributes of a cluster's record, whatever their present values; undefined removes one. */
export async function setFields(table: Table, name: string, fields: Record<string, unknown>): Promise<void> {
  await updateRecord(table, name, fields, { when: equals('name', name), trace: 'repeatable' });
}
