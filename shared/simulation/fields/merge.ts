import { sameJson } from '../json.ts';
import { childrenOf, type FieldSet, isEmpty, itemElement, joinPath } from './paths.ts';
import type { Schema } from './schema.ts';

export interface Comparison {
  added: Set<string>;
  modified: Set<string>;
  removed: Set<string>;
}

/** Which fields differ between two values of one schema. */
export function compareFields(schema: Schema, before: unknown, after: unknown): Comparison {
  const comparison: Comparison = { added: new Set(), modified: new Set(), removed: new Set() };
  compare(schema, before, after, '', comparison);
  return comparison;
}

function compare(schema: Schema, before: unknown, after: unknown, path: string, into: Comparison): void {
  const isLeaf = schema.kind === 'scalar' || schema.kind === 'atomic' || (isEmpty(before) && isEmpty(after));
  if (isLeaf) {
    if (before === undefined) into.added.add(path);
    else if (after === undefined) into.removed.add(path);
    else if (!sameJson(before, after)) into.modified.add(path);
    return;
  }
  const [old, now] = [childrenOf(schema, before), childrenOf(schema, after)];
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(element), now.get(element)];
    const of = one?.schema ?? other?.schema;
    if (of) compare(of, one?.value, other?.value, joinPath(path, element), into);
  }
  if (before === undefined) into.added.add(path);
  else if (after === undefined) into.removed.add(path);
}

/** The live value, overlaid with the applied configuration. */
export function mergeValues(schema: Schema, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  if (live === undefined || live === null) return config;
  if (config === null) return schema.kind === 'scalar' || schema.kind === 'atomic' ? null : live;
  if (schema.kind === 'scalar' || schema.kind === 'atomic') return config;
  if (schema.kind === 'list') return mergeLists(schema, live as unknown[], config as unknown[]);
  const merged: Record<string, unknown> = { ...(live as object) };
  for (const [name, value] of Object.entries(config as object)) {
    const of = schema.kind === 'map' ? schema.of : schema.fields[name];
    merged[name] = of ? mergeValues(of, merged[name], value) : value;
  }
  return merged;
}

/** Items of the live list come first, then those that are only in the configuration; shared ones are in its order. */
function mergeLists(
  schema: Extract<Schema, { kind: 'list' }>,
  live: unknown[],
  config: unknown[],
): unknown[] {
  const [lhs, rhs] = [live, config].map((list) => list.map((item) => itemElement(schema, item))) as [
    string[],
    string[],
  ];
  const shared = rhs.filter((element) => lhs.includes(element));
  const merged: unknown[] = [];
  const done = new Set<string>();
  let [l, r] = [0, 0];
  const takeConfig = () => {
    const element = rhs[r] ?? '';
    const before = lhs.indexOf(element);
    merged.push(mergeValues(schema.of, before === -1 ? undefined : live[before], config[r]));
    done.add(element);
    if (shared[0] === element) shared.shift();
    r += 1;
  };
  while (l < lhs.length || r < rhs.length) {
    const element = lhs[l];
    if (element !== undefined && element === rhs[r]) {
      takeConfig();
      l += 1;
    } else if (element !== undefined && !rhs.includes(element)) {
      merged.push(live[l]);
      l += 1;
    } else if (element !== undefined && (done.has(element) || shared[0] !== element)) {
      l += 1;
    } else if (r < rhs.length) {
      takeConfig();
    } else {
      l += 1;
    }
  }
  return merged;
}

/** The value without the fields of the set. What becomes empty is null, as upstream. */
export function removeFields(schema: Schema, value: unknown, set: FieldSet): unknown {
  const touched = new Set<string>();
  for (const path of set) {
    for (let at = path.lastIndexOf('\n'); at > 0; at = path.lastIndexOf('\n', at - 1)) {
      touched.add(path.slice(0, at));
    }
  }
  const remove = (of: Schema, from: unknown, path: string): unknown => {
    if (of.kind === 'scalar') return from;
    if (of.kind === 'atomic') return null;
    const kept = [...childrenOf(of, from).values()]
      .filter(({ element }) => !set.has(joinPath(path, element)))
      .map((child) => {
        const childPath = joinPath(path, child.element);
        const rest = touched.has(childPath) ? remove(child.schema, child.value, childPath) : child.value;
        return [child.element.slice(2), rest] as const;
      });
    if (kept.length === 0) return null;
    return of.kind === 'list' ? kept.map(([, item]) => item) : Object.fromEntries(kept);
  };
  return remove(schema, value, '');
}

/** The value without nulls, at any depth of its maps. */
export function withoutNulls<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutNulls) as Value;
  const kept = Object.entries(value).filter(([, child]) => child !== null && child !== undefined);
  return Object.fromEntries(kept.map(([name, child]) => [name, withoutNulls(child)])) as Value;
}
