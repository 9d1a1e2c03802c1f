import { printPath, sortPaths } from './fields/format.ts';
import { encodeManagers, type ManagedFieldsEntry } from './fields/managedfields.ts';
import type { Conflict, Manager, Managers } from './fields/ownership.ts';
import { childrenOf } from './fields/paths.ts';
import type { Schema } from './fields/schema.ts';
import type { KubeObject } from './objects.ts';
import * as errors from './status.ts';

/** The value with only those fields that the schema has. */
export function knownFields(schema: Schema, value: unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { element, schema: of, value: child } of childrenOf(schema, value).values()) {
    if (child === undefined) continue;
    fields[element.slice(2)] = of.kind === 'struct' && child !== null ? knownFields(of, child) : child;
  }
  return fields;
}

/** The namespace that a configuration itself names. */
export const askedNamespace = (body: unknown) => (body as Partial<KubeObject>).metadata?.namespace ?? '';

export function withoutManagers(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

export function withManagers(object: KubeObject, managers: Managers): KubeObject {
  const managedFields = encodeManagers(managers);
  const metadata = { ...object.metadata, ...(managedFields.length > 0 ? { managedFields } : {}) };
  return { ...object, metadata };
}

/** A write that changes only the times of managed fields does not count as a change. */
export function withoutTimes(object: KubeObject) {
  const managedFields = object.metadata.managedFields?.map(
    ({ time: _, ...entry }: ManagedFieldsEntry) => entry,
  );
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

export function withoutUndefined<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Partial<Value>;
}

export function applyConflict(conflicts: readonly Conflict[]): errors.ApiError {
  const all = conflicts.flatMap(({ manager, paths }) =>
    sortPaths(paths).map((path) => ({ who: printManager(manager), field: printPath(path) })),
  );
  const causes = all.map(({ who, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field,
  }));
  const [first] = all;
  const lines = [...new Set(all.map(({ who }) => who))]
    .sort()
    .flatMap((who) => [
      `conflicts with ${who}:`,
      ...all.filter((one) => one.who === who).map(({ field }) => `- ${field}`),
    ]);
  const message =
    all.length === 1 && first
      ? `Apply failed with 1 conflict: conflict with ${first.who}: ${first.field}`
      : `Apply failed with ${all.length} conflicts: ${lines.join('\n')}`;
  return errors.failure(409, { message, reason: 'Conflict', details: { causes } });
}

function printManager({ manager, operation, apiVersion, subresource }: Manager): string {
  const who =
    JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${who} using ${apiVersion}` : who;
}
