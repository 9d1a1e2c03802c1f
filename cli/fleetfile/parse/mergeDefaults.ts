import { isObject } from '../../../shared/isObject.ts';
import { nameTargets } from '../../../shared/targets/nameTargets.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { type Defaults, defaultFieldNames, type RawEntry } from './structure.ts';

type Path = readonly PropertyKey[];
type Fields = Record<string, unknown>;

/** A cluster's fields merged with the defaults, and where each came from. */
export interface Merged {
  fields: Fields;
  /**
   * Where a path into `fields` may be in the file, most likely first: in the cluster's entry, and in the defaults.
   * Paths begin at the root of the file.
   */
  sources: (path: Path) => Path[];
}

/** Lists whose entries are merged by name. */
const lists = ['registries', 'targets'] as const;
type List = (typeof lists)[number];

/** Maps whose keys are merged, at any depth. */
const maps: readonly string[] = ['labels', 'annotations'];

/**
 * Merges the defaults into one cluster. Fields of its entry win, lists are replaced as a whole, labels and annotations
 * are merged by key. null removes a default. Registries and targets are merged by name, in the order of the defaults;
 * the cluster's own follow. One of another kind replaces the default.
 *
 * @param index of the entry in `clusters`
 */
export function mergeDefaults(defaults: Defaults, entry: RawEntry, index: number): Merged {
  const here: Path = ['clusters', index];
  const { omit } = entry;
  const merged = Object.fromEntries(
    lists.map((list) => [list, mergeList(list, defaults, entry, here)]),
  ) as Record<List, MergedEntry[]>;
  const labels = without(mergeMap(defaults.labels, entry.labels), omit?.labels ?? []);
  const fields: Fields = {
    ...pick(defaults, defaultFieldNames),
    ...pick(entry, [...defaultFieldNames, 'paused']),
    name: entry.name,
    labels,
    ...Object.fromEntries(lists.map((list) => [list, merged[list].map(({ value }) => value)])),
  };
  return {
    fields: withoutNulls(fields),
    sources([field, at, ...rest]) {
      const entries = merged[field as List];
      const found = Array.isArray(entries) && typeof at === 'number' ? entries[at] : undefined;
      if (found !== undefined) return found.sources.map((source) => [...source, ...rest]);
      const path = [field, at, ...rest].filter((step) => step !== undefined);
      return [
        [...here, ...path],
        ['defaults', ...path],
      ];
    },
  };
}

interface MergedEntry {
  value: Fields;
  sources: Path[];
}

function mergeList(list: List, defaults: Defaults, entry: RawEntry, here: Path): MergedEntry[] {
  const omitted = new Set(entry.omit?.[list] ?? []);
  const theirs = namedOf(list, defaults, ['defaults']).filter(({ name }) => !omitted.has(name));
  const own = namedOf(list, entry, here);
  const taken = new Set<Named>();
  const merged = theirs.map((base) => {
    const over = own.find(({ name }) => name === base.name);
    if (over === undefined) return asIs(base);
    taken.add(over);
    return mergeEntry(base, over);
  });
  return [...merged, ...own.filter((each) => !taken.has(each)).map(asIs)];
}

interface Named {
  name: string;
  value: Fields;
  source: Path;
}

const asIs = ({ value, source }: Named): MergedEntry => ({ value: withoutNulls(value), sources: [source] });

function mergeEntry(base: Named, over: Named): MergedEntry {
  const kind = over.value['kind'] ?? base.value['kind'];
  if (kind !== base.value['kind']) return asIs(over);
  const value = Object.fromEntries(
    Object.entries({ ...base.value, ...over.value }).map(([field, inner]) => [
      field,
      maps.includes(field) ? mergeMap(base.value[field], inner) : inner,
    ]),
  );
  return { value: withoutNulls({ ...value, kind }), sources: [over.source, base.source] };
}

/** The entries with the names for merging: an unnamed target has the default name for its kind. */
function namedOf(list: List, of: Defaults | RawEntry, source: Path): Named[] {
  const entries = of[list] ?? [];
  const values =
    list === 'targets'
      ? nameTargets(entries.map((each) => withoutNulls(each)) as unknown as Target[])
      : entries;
  return values.map((value, index) => ({
    name: value.name ?? '',
    value: { ...value },
    source: [...source, list, index],
  }));
}

function mergeMap(base: unknown, over: unknown): unknown {
  if (!isObject(over)) return over ?? base ?? undefined;
  return withoutNulls({ ...(isObject(base) && base), ...over });
}

function without(map: unknown, keys: readonly string[]): unknown {
  if (!isObject(map)) return map;
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

function pick(of: Fields, fields: readonly string[]): Fields {
  return Object.fromEntries(
    fields.filter((field) => Object.hasOwn(of, field)).map((field) => [field, of[field]]),
  );
}

/** Names in a list of the defaults. */
export function namesIn(list: List | 'labels', defaults: Defaults): string[] {
  return list === 'labels'
    ? Object.keys(defaults.labels ?? {})
    : namedOf(list, defaults, []).map(({ name }) => name);
}
