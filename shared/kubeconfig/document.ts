import { Composer, type Document, isCollection, LineCounter, Parser, type Tags, visit } from 'yaml';
import { refuse, shrinkRemedy } from './refuse.ts';

/** Limits of a document, all far above what real kubeconfigs need. */
export const documentLimits = {
  /** UTF-8 bytes. AWS Secrets Manager stores no more either. */
  bytes: 64 * 1024,
  /** `*alias` nodes written in the text. */
  aliases: 32,
  /** How often aliases, multiplied through one another, may repeat one anchor. */
  expansions: 100,
} as const;

/** Numbers stay text: a context named 007 is "007". Where text is expected, kubectl refuses numbers. */
const textNullAndBoolean = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag !== 'object' || !/:(int|float)$/.test(tag.tag));

const rewrite = 'Print a clean copy with `kubectl config view --raw --flatten --minify` and register that.';

/**
 * Reads YAML (which includes JSON) made of maps, lists, strings, booleans and null. Like kubectl, ignores documents
 * after the first. Throws a Failure 'kubeconfig' that names at most a line, and never quotes the text.
 *
 * @param most its maximum size in bytes
 */
export function readDocument(text: string, most: number = documentLimits.bytes): unknown {
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > most) refuse(`The kubeconfig is ${bytes} bytes; at most ${most} are accepted.`, shrinkRemedy);

  if (text.includes('\0') || /^\ufeff?\ufffd/.test(text))
    refuse(
      'The kubeconfig is not UTF-8 text; PowerShell, for example, writes UTF-16.',
      'Write it as UTF-8: `iconv -f UTF-16 -t UTF-8 FILE`, and register what that prints.',
    );

  const lines = new LineCounter();
  const line = (offset: number | undefined) => lines.linePos(offset ?? 0).line;
  // A carriage return alone also ends a line (YAML 1.1, 4.2).
  const document = composed(text.replace(/\r\n?/g, '\n'), lines);

  if (document === undefined) return null;
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'TAG_RESOLVE_FAILED')
    refuse(`The kubeconfig uses a YAML tag on line ${line(problem.pos[0])}; tags are not accepted.`, rewrite);
  if (problem)
    refuse(`The kubeconfig is not valid YAML: line ${line(problem.pos[0])} (${problem.code}).`, rewrite);

  return plainValue(document, line);
}

/** The first document, or undefined if the text has none. */
function composed(text: string, lines: LineCounter): Document.Parsed | undefined {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    customTags: textNullAndBoolean,
    resolveKnownTags: false,
    merge: true,
    stringKeys: true,
    // Checked below in linear time: the library compares every key with every other.
    uniqueKeys: false,
    logLevel: 'error',
  });
  try {
    const documents = composer.compose(new Parser(lines.addNewLine).parse(text));
    return withoutStackTraces(() => documents.next().value ?? undefined);
  } catch {
    // The composer is recursive: a document nested tens of thousands of levels deep overflows its stack.
    return refuse('The kubeconfig is nested too deeply to be read.', rewrite);
  }
}

/** A text of 64 KiB can have as many errors. Only one is reported, and their stack traces would take most of the time. */
function withoutStackTraces<T>(work: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = before;
  }
}

function plainValue(document: Document.Parsed, line: (offset: number | undefined) => number): unknown {
  let aliases = 0;
  let repeated: number | undefined;
  try {
    visit(document, {
      Alias: (_key, alias, path) => {
        // An alias inside its own anchor would make a value that contains itself.
        if (path.some((outer) => isCollection(outer) && outer.anchor === alias.source)) aliases = Infinity;
        aliases += 1;
        return aliases > documentLimits.aliases ? visit.BREAK : undefined;
      },
      Map: (_key, map) => {
        const seen = new Set<unknown>();
        for (const { key } of map.items) {
          const name = (key as { value?: unknown }).value;
          if (seen.has(name)) {
            repeated = line((key as { range?: [number] }).range?.[0]);
            return visit.BREAK;
          }
          seen.add(name);
        }
        return undefined;
      },
    });
    if (aliases <= documentLimits.aliases && repeated === undefined)
      return document.toJS({ maxAliasCount: documentLimits.expansions });
  } catch {
    return refuse(
      'The kubeconfig uses YAML aliases that lead nowhere or repeat too much, or is nested too deeply.',
      rewrite,
    );
  }
  if (repeated !== undefined)
    refuse(`The kubeconfig has the same key twice in one map, again on line ${repeated}.`, rewrite);
  return refuse(
    `The kubeconfig uses more than ${documentLimits.aliases} YAML aliases, or one that holds itself.`,
    rewrite,
  );
}
