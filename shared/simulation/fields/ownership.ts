import { compareFields, mergeValues, removeFields, withoutNulls } from './merge.ts';
import { difference, type FieldSet, fieldsOf, intersection, union, withNamedFields } from './paths.ts';
import type { Schema } from './schema.ts';

/** Who set which fields, and how: one entry of `metadata.managedFields`. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string;
  /** RFC 3339, to the second. */
  time: string;
  fields: FieldSet;
}

/** Managers by `managerId`. */
export type Managers = ReadonlyMap<string, Manager>;

/** Fields of another manager that an apply would change. */
export interface Conflict {
  manager: Manager;
  paths: FieldSet;
}

export interface Change<Value> {
  value: Value;
  managers: Map<string, Manager>;
}

type Writer = Omit<Manager, 'fields'>;

/** Entries of one manager are merged unless they differ in operation, version (for updates) or subresource. */
export function managerId({ manager, operation, apiVersion, subresource }: Writer): string {
  return JSON.stringify([operation, manager, operation === 'Apply' ? '' : apiVersion, subresource ?? '']);
}

/** Fields that nobody owns, since the server or the URL decides them. */
const unowned: FieldSet = new Set([
  'f:apiVersion',
  'f:kind',
  'f:metadata',
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'generation', 'managedFields'].map(
    (name) => `f:metadata\nf:${name}`,
  ),
  'f:metadata\nf:resourceVersion',
]);

/**
 * Server-side apply: overlays the live value with the configuration, removes what this manager applied earlier and no
 * longer does (unless somebody else owns it), and updates the ownership. If another manager owns what would change, and
 * it is not forced, returns only the conflicts.
 */
export function applyFields<Value>(
  schema: Schema,
  live: Value,
  config: Value,
  managers: Managers,
  writer: Writer,
  force: boolean,
): Change<Value> | { conflicts: Conflict[] } {
  const id = managerId(writer);
  const last = managers.get(id);
  const claimed = new Map(managers).set(id, { ...writer, fields: fieldsOf(schema, config) });
  const merged = mergeValues(schema, live, config);
  const pruned = last ? prune(schema, merged, claimed, last.fields) : merged;
  const moved = moveOwnership(schema, live, pruned, claimed, id, force);
  if (moved.conflicts) return { conflicts: moved.conflicts };
  return { value: withoutNulls(pruned) as Value, managers: strip(moved.managers, id) };
}

/** Create, update and other patches: the writer becomes the owner of everything it changes. */
export function updateFields<Value>(
  schema: Schema,
  live: unknown,
  next: Value,
  managers: Managers,
  writer: Writer,
): Change<Value> {
  const id = managerId(writer);
  const moved = moveOwnership(schema, live, next, new Map(managers), '', true);
  if (moved.conflicts) throw new Error('A forced change of owners has no conflicts.');
  const { added, modified } = moved.comparison;
  const taken = difference(union(added, modified), unowned);
  const owners = moved.managers;
  if (taken.size > 0)
    owners.set(id, { ...writer, fields: union(taken, owners.get(id)?.fields ?? new Set()) });
  return { value: next, managers: strip(owners, id) };
}

function moveOwnership(
  schema: Schema,
  live: unknown,
  next: unknown,
  managers: Map<string, Manager>,
  workflow: string,
  force: boolean,
) {
  const comparison = compareFields(schema, live, next);
  const changed = union(comparison.modified, comparison.added);
  const others = [...managers].filter(([id]) => id !== workflow);
  const conflicts = others
    .map(([, manager]) => ({ manager, paths: intersection(manager.fields, changed) }))
    .filter(({ paths }) => paths.size > 0);
  if (!force && conflicts.length > 0) return { conflicts };
  const lost = union(changed, comparison.removed);
  for (const [id, manager] of others) {
    managers.set(id, { ...manager, fields: difference(manager.fields, lost) });
  }
  for (const [id, manager] of managers) if (manager.fields.size === 0) managers.delete(id);
  return { comparison, managers };
}

function prune(schema: Schema, merged: unknown, managers: Managers, last: FieldSet): unknown {
  const named = (set: FieldSet) => withNamedFields(schema, set);
  const present = named(fieldsOf(schema, merged));
  const applied = named(last);
  const without = removeFields(schema, merged, applied);
  const owned = named(union(...[...managers.values()].map(({ fields }) => fields)));
  const kept = named(fieldsOf(schema, without));
  const withOwned = removeFields(schema, merged, difference(present, union(kept, owned)));
  // Restores what was under a removed item but did not belong to this manager.
  const left = named(fieldsOf(schema, withOwned));
  return removeFields(schema, merged, intersection(difference(present, left), applied));
}

function strip(managers: Map<string, Manager>, id: string): Map<string, Manager> {
  const manager = managers.get(id);
  if (!manager) return managers;
  const fields = difference(manager.fields, unowned);
  if (fields.size === 0) managers.delete(id);
  else managers.set(id, { ...manager, fields });
  return managers;
}
