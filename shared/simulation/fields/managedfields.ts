import { type FieldsV1, fromFieldsV1, toFieldsV1 } from './format.ts';
import { type Manager, type Managers, managerId } from './ownership.ts';

/** An entry of `metadata.managedFields` as the API has it. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: 'Apply' | 'Update';
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: FieldsV1;
  subresource?: string;
}

export function decodeManagers(entries: readonly ManagedFieldsEntry[] = []): Map<string, Manager> {
  return new Map(
    entries.map((entry) => {
      const manager: Manager = {
        manager: entry.manager ?? '',
        operation: entry.operation ?? 'Update',
        apiVersion: entry.apiVersion ?? 'v1',
        time: entry.time ?? '',
        fields: fromFieldsV1(entry.fieldsV1 ?? {}),
        ...(entry.subresource ? { subresource: entry.subresource } : {}),
      };
      return [managerId(manager), manager];
    }),
  );
}

/** Appliers first, then by time and name, as in the API server. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] {
  const rank = (manager: Manager) =>
    `${manager.operation}\n${manager.time}\n${manager.manager}\n${manager.subresource ?? ''}`;
  return [...managers.values()]
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map(({ fields, subresource, ...entry }) => ({
      manager: entry.manager,
      operation: entry.operation,
      apiVersion: entry.apiVersion,
      time: entry.time,
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource ? { subresource } : {}),
    }));
}
