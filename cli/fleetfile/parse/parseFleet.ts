import type * as z from 'zod';
import { checkReferences } from '../../../shared/clusters/checkReferences.ts';
import { nameTargets } from '../../../shared/targets/nameTargets.ts';
import { type FieldError, locatedErrors } from '../../../shared/validation/fieldError.ts';
import { leaveOutNulls } from '../../../shared/validation/leaveOutNulls.ts';
import { nearest } from '../../../shared/validation/nearest.ts';
import { describeFieldError } from './describeFieldError.ts';
import type { Fault, Position } from './fault.ts';
import { mergeDefaults, namesIn } from './mergeDefaults.ts';
import { readYaml, type YamlDocument } from './readYaml.ts';
import {
  type Access,
  type Defaults,
  defaultFields,
  defaultsStructure,
  type EntrySpec,
  entrySpec,
  entryStructure,
  fleetStructure,
  type RawEntry,
} from './structure.ts';

/** A cluster as a fleet file describes it. */
export interface Entry {
  name: string;
  /** Merged with the defaults; each target has its name. */
  spec: EntrySpec;
  access: Access | undefined;
  /** Position of the entry in its file. */
  at: Position;
}

const merged = entrySpec.superRefine(checkReferences);

/** Reads the text of a fleet file. Pure. Reports all errors at once; if there are any, the entries must not be used. */
export function parseFleet(text: string): { entries: Entry[]; faults: Fault[] } {
  const { documents, faults } = readYaml(text);
  const read = documents.map(readDocument);
  return {
    entries: read.flatMap(({ entries }) => entries),
    faults: distinct([...faults, ...read.flatMap((each) => each.faults)]).sort(byPosition),
  };
}

function readDocument(document: YamlDocument): { entries: Entry[]; faults: Fault[] } {
  const structure = fleetStructure.safeParse(document.value);
  const { defaults, clusters } = mergeableIn(document.value);
  const read = clusters.map(({ entry, index }) => readEntry(document, defaults, entry, index));
  return {
    entries: read.flatMap(({ entry }) => entry ?? []),
    faults: [
      ...(structure.error ? faultsOf(document, fleetStructure, document.value, structure.error) : []),
      ...faultsOfDefaults(document, defaults),
      ...read.flatMap(({ faults }) => faults),
      ...clusters.flatMap(({ entry, index }) => unknownOmissions(document, defaults, entry, index)),
      ...namedTwice(document, clusters),
    ],
  };
}

interface Numbered {
  entry: RawEntry;
  index: number;
}

/** What can be merged of a file, so that an error in one cluster does not hide those in others. */
function mergeableIn(value: unknown): { defaults: Defaults; clusters: Numbered[] } {
  const { defaults: theirs, clusters } = (value ?? {}) as Record<string, unknown>;
  const defaults = defaultsStructure.safeParse(theirs ?? {});
  if (!defaults.success || !Array.isArray(clusters)) return { defaults: {}, clusters: [] };
  return {
    defaults: defaults.data,
    clusters: clusters.flatMap((raw, index) => {
      const entry = entryStructure.safeParse(raw).data;
      return entry === undefined ? [] : { entry, index };
    }),
  };
}

function readEntry(
  document: YamlDocument,
  defaults: Defaults,
  entry: RawEntry,
  index: number,
): { entry?: Entry; faults: Fault[] } {
  const { fields, sources } = mergeDefaults(defaults, entry, index);
  const result = merged.safeParse(leaveOutNulls(merged, fields));
  if (!result.success) return { faults: faultsOf(document, merged, fields, result.error, sources) };
  const { line, column } = document.locate([['clusters', index]]);
  return {
    entry: {
      name: entry.name,
      spec: { ...result.data, targets: nameTargets(result.data.targets) },
      access: entry.access ?? undefined,
      at: { line, column },
    },
    faults: [],
  };
}

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** What is wrong in the defaults, whatever a cluster adds. */
function faultsOfDefaults(document: YamlDocument, defaults: Defaults): Fault[] {
  const value = leaveOutNulls(defaultFields, defaults);
  const issues = defaultFields.safeParse(value).error?.issues ?? [];
  return locatedErrors(defaultFields, value, issues)
    .filter(({ error }) => error.received !== 'nothing')
    .map(({ path, error }) => faultAt(document, [['defaults', ...path]], error));
}

function faultsOf(
  document: YamlDocument,
  schema: z.ZodType,
  value: unknown,
  { issues }: z.ZodError,
  sources: (path: Path) => Path[] = (path) => [path],
): Fault[] {
  return locatedErrors(schema, value, withoutSequels(issues)).map(({ path, error }) =>
    faultAt(document, sources(path), error),
  );
}

function faultAt(document: YamlDocument, sources: Path[], error: FieldError): Fault {
  const { line, column, path } = document.locate(sources);
  return { line, column, ...describeFieldError(path, error) };
}

/** Without a missing field if an unknown one stands in its place. */
function withoutSequels(issues: readonly Issue[]): Issue[] {
  const misnamed = issues
    .filter(({ code }) => code === 'unrecognized_keys')
    .map(({ path }) => path.join('/'));
  return issues.filter(
    ({ code, path }) =>
      code !== 'invalid_type' || path.at(-2) !== 'access' || !misnamed.includes(path.slice(0, -1).join('/')),
  );
}

function unknownOmissions(
  document: YamlDocument,
  defaults: Defaults,
  { omit }: RawEntry,
  index: number,
): Fault[] {
  return (['registries', 'targets', 'labels'] as const).flatMap((list) =>
    (omit?.[list] ?? []).flatMap((name, at) => {
      const known = namesIn(list, defaults);
      if (known.includes(name)) return [];
      const path = ['clusters', index, 'omit', list, at];
      const { line, column } = document.locate([path]);
      const guess = nearest(name, known);
      const has =
        known.length === 0 ? `the defaults have no ${list}` : `the defaults have ${known.join(', ')}`;
      const message = `clusters[${index}].omit.${list}[${at}] names nothing of the defaults${
        guess === undefined ? `: ${has}` : `; did you mean "${guess}"?`
      }`;
      return { line, column, message };
    }),
  );
}

function namedTwice(document: YamlDocument, clusters: readonly Numbered[]): Fault[] {
  const nameAt = (index: number) => document.locate([['clusters', index, 'name']]);
  return clusters.flatMap(({ entry: { name }, index }) => {
    const first = clusters.find((other) => other.entry.name === name);
    if (first === undefined || first.index === index) return [];
    const { line, column } = nameAt(index);
    return {
      line,
      column,
      message: `there is another cluster named "${name}", on line ${nameAt(first.index).line}`,
      remedy: 'Leave one of the two, or give one another name.',
    };
  });
}

/** An error in the defaults would occur once per cluster. */
function distinct(faults: readonly Fault[]): Fault[] {
  const seen = new Map(faults.map((fault) => [`${fault.line}:${fault.column} ${fault.message}`, fault]));
  return [...seen.values()];
}

const byPosition = (a: Fault, b: Fault) => a.line - b.line || a.column - b.column;
