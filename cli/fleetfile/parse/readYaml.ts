import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { Fault, Position } from './fault.ts';

/** One document of a file. */
export interface YamlDocument {
  value: unknown;
  /** The position of the first path that exists completely; otherwise as far as the first path leads. */
  locate: (paths: readonly (readonly PropertyKey[])[]) => Position & { path: readonly PropertyKey[] };
}

/** How many times aliases may repeat one anchor. */
const maxAliasCount = 100;

/**
 * Reads the YAML documents (JSON is YAML too) in a text. An error in the text itself has a position, and quotes nothing
 * of it.
 */
export function readYaml(text: string): { documents: YamlDocument[]; faults: Fault[] } {
  if (text.includes('\0') || /^\ufeff?\ufffd/.test(text)) return { documents: [], faults: [notText] };
  const lines = new LineCounter();
  const at = (offset = 0): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const parsed = documentsOf(text, lines);
  if (parsed === undefined) return { documents: [], faults: [tooDeep] };
  const faults = parsed.flatMap(({ errors, warnings }) =>
    [...errors, ...warnings].slice(0, 1).map(({ code, pos }) => notYaml(code, at(pos[0]))),
  );
  if (faults.length > 0) return { documents: [], faults };
  const documents: YamlDocument[] = [];
  for (const document of parsed) {
    const value = plainValue(document);
    if (value === undefined) return { documents: [], faults: [{ ...tooMany, ...at(document.range[0]) }] };
    if (value.is === null) continue;
    documents.push({
      value: value.is,
      locate(paths) {
        const found = paths.map((path) => ({ path, ...find(document, path) }));
        const best = found.find(({ path, depth }) => depth === path.length) ?? found[0];
        return { ...at(best?.offset), path: best?.path ?? [] };
      },
    });
  }
  return { documents, faults: documents.length === 0 ? [empty] : [] };
}

const start: Position = { line: 1, column: 1 };
const notText: Fault = {
  ...start,
  message: 'This is not UTF-8 text.',
  remedy: 'Write it as UTF-8: `iconv -f UTF-16 -t UTF-8 FILE`.',
};
const empty: Fault = {
  ...start,
  message: 'This is empty: a fleet file has a list of clusters.',
  remedy: '`pullpass export` prints one of what is registered; an empty fleet is written as `clusters: []`.',
};
const tooDeep: Fault = { ...start, message: 'This is nested too deeply to be read.' };
const tooMany: Fault = {
  ...start,
  message: 'Its YAML aliases lead nowhere, or to themselves, or repeat too much.',
  remedy: 'Put what clusters share into defaults, or write it out.',
};

const meanings: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab is used for indentation; YAML allows spaces only',
  BAD_INDENT: 'the indentation does not fit',
  DUPLICATE_KEY: 'this map has the same key twice',
  MISSING_CHAR: 'a bracket, a quote, a comma or a colon is missing',
  BAD_SCALAR_START: 'text that begins with this character must be in quotes',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines: a quote or a bracket may be missing',
  TAG_RESOLVE_FAILED: 'tags are not accepted',
};

const notYaml = (code: string, position: Position): Fault => ({
  ...position,
  message: `This YAML cannot be used: ${meanings[code] ?? 'it cannot be read'} (${code}).`,
});

function documentsOf(text: string, lineCounter: LineCounter): Document.Parsed[] | undefined {
  try {
    const parsed = parseAllDocuments(text.replace(/\r\n?/g, '\n'), {
      version: '1.2',
      merge: true,
      stringKeys: true,
      // Pretty errors quote the source.
      prettyErrors: false,
      logLevel: 'error',
      lineCounter,
    });
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    // The composer is recursive: a document nested tens of thousands of levels deep overflows its stack.
    return undefined;
  }
}

function plainValue(document: Document.Parsed): { is: unknown } | undefined {
  let endless = false;
  try {
    visit(document, {
      Alias: (_key, alias, path) => {
        endless ||= path.some((outer) => isCollection(outer) && outer.anchor === alias.source);
      },
    });
    return endless ? undefined : { is: document.toJS({ maxAliasCount }) };
  } catch {
    return undefined;
  }
}

/** Follows a path as far as it leads. For fields, returns the offset of the key. */
function find(document: Document.Parsed, path: readonly PropertyKey[]): { offset: number; depth: number } {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  let depth = 0;
  for (const step of path) {
    const next = stepInto(document, node, step);
    if (next === undefined) break;
    node = next.value;
    offset = next.offset ?? offset;
    depth++;
  }
  return { offset, depth };
}

function stepInto(
  document: Document.Parsed,
  node: unknown,
  step: PropertyKey,
): { value: unknown; offset: number | undefined } | undefined {
  const at = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(at)) {
    const item = at.items[Number(step)] as Node | undefined;
    return item && { value: item, offset: item.range?.[0] };
  }
  if (!isMap(at)) return undefined;
  const pair = at.items.find(({ key }) => String((key as { value?: unknown }).value) === String(step));
  return pair && { value: pair.value, offset: (pair.key as Node).range?.[0] };
}
