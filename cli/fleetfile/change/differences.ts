import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../shared/isObject.ts';

/** A field whose value changes. A spec contains no secrets. */
export interface Difference {
  /** As in `targets.apps.namespaces.include`: list entries are identified by their names. */
  field: string;
  /** Absent if it did not exist. */
  before?: unknown;
  /** Absent if it no longer exists. */
  after?: unknown;
}

type Fields = Record<string, unknown>;

/**
 * The fields in which two specs differ, as deep as both have the same structure. Lists without names are compared as a
 * whole.
 */
export function differences(before: Fields, after: Fields, under = ''): Difference[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) =>
    compare(before[field], after[field], under === '' ? field : `${under}.${field}`),
  );
}

function compare(before: unknown, after: unknown, field: string): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isNamedList(before) && isNamedList(after)) return compareLists(before, after, field);
  if (isObject(before) && isObject(after)) return differences(before, after, field);
  return [{ field, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function compareLists(before: readonly Named[], after: readonly Named[], field: string): Difference[] {
  const byName = (list: readonly Named[]) => Object.fromEntries(list.map((each) => [each.name, each]));
  const found = differences(byName(before), byName(after), field);
  if (found.length > 0) return found;
  const names = (list: readonly Named[]) => list.map(({ name }) => name);
  return [{ field: `${field} (their order)`, before: names(before), after: names(after) }];
}

type Named = Fields & { name: string };

const isNamedList = (value: unknown): value is Named[] =>
  Array.isArray(value) && value.every((each) => isObject(each) && typeof each['name'] === 'string');
