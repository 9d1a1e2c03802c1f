import type { Schema } from './schema.ts';

/**
 * A set of field paths. A path consists of elements as FieldsV1 writes them (`f:data`, `k:{"name":"x"}`, `v:"x"`),
 * joined by line feeds, which no element contains.
 */
export type FieldSet = ReadonlySet<string>;

/** A child of a map or list: its path element, schema and value. */
export interface Child {
  element: string;
  schema: Schema;
  value: unknown;
}

export const joinPath = (parent: string, element: string) => (parent ? `${parent}\n${element}` : element);

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The children by element; empty for a leaf. Fields that the schema does not have are left out. */
export function childrenOf(schema: Schema, value: unknown): Map<string, Child> {
  const children = new Map<string, Child>();
  if (typeof value !== 'object' || value === null) return children;
  if (schema.kind === 'list') {
    for (const item of value as unknown[]) {
      const element = itemElement(schema, item);
      children.set(element, { element, schema: schema.of, value: item });
    }
  } else if (schema.kind === 'map' || schema.kind === 'struct') {
    for (const [name, child] of Object.entries(value)) {
      const of = schema.kind === 'map' ? schema.of : schema.fields[name];
      if (of) children.set(`f:${name}`, { element: `f:${name}`, schema: of, value: child });
    }
  }
  return children;
}

export function itemElement(schema: Extract<Schema, { kind: 'list' }>, item: unknown): string {
  if (schema.key === undefined) return `v:${JSON.stringify(item)}`;
  const { key } = schema;
  return `k:${JSON.stringify({ [key]: (item as Record<string, unknown>)[key] })}`;
}

/** Every field that the value sets. */
export function fieldsOf(schema: Schema, value: unknown, path = '', into = new Set<string>()): Set<string> {
  if (schema.kind === 'scalar' || schema.kind === 'atomic') {
    into.add(path);
    return into;
  }
  for (const child of childrenOf(schema, value).values()) {
    const childPath = joinPath(path, child.element);
    fieldsOf(child.schema, child.value, childPath, into);
    const hasOwnMembership = schema.kind !== 'struct' || isEmptyMap(child.value);
    if (hasOwnMembership) into.add(childPath);
  }
  return into;
}

const isEmptyMap = (value: unknown) =>
  value === null || (typeof value === 'object' && !Array.isArray(value) && isEmpty(value));

/** The set, plus the named fields above each path, which are members only by implication. */
export function withNamedFields(schema: Schema, set: FieldSet): Set<string> {
  const all = new Set(set);
  for (const path of set) {
    let at: Schema | undefined = schema;
    let prefix = '';
    for (const element of path.split('\n')) {
      prefix = joinPath(prefix, element);
      const parent: Schema | undefined = at;
      if (parent?.kind === 'struct') {
        at = parent.fields[element.slice(2)];
        if (at) all.add(prefix);
      } else {
        at = parent?.kind === 'map' || parent?.kind === 'list' ? parent.of : undefined;
      }
    }
  }
  return all;
}

export function union(...sets: FieldSet[]): Set<string> {
  const all = new Set<string>();
  for (const set of sets) for (const path of set) all.add(path);
  return all;
}

export function difference(set: FieldSet, without: FieldSet): Set<string> {
  const rest = new Set<string>();
  for (const path of set) if (!without.has(path)) rest.add(path);
  return rest;
}

export function intersection(one: FieldSet, other: FieldSet): Set<string> {
  const both = new Set<string>();
  for (const path of one) if (other.has(path)) both.add(path);
  return both;
}
