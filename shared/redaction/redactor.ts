import { encodedRuns } from './encodedRuns.ts';
import { acrossLines, findExact, findPieces, type Range } from './find.ts';
import { escapesOf, formsOf } from './forms.ts';
import { secretsIn } from './secretsIn.ts';
import { unescaped } from './unescaped.ts';

/** Replaces what is hidden. */
const hidden = '[credential]';

/**
 * Hides what was sent on a connection from what comes back on it. It records secrets as they are sent, which costs
 * almost nothing; it works out what to look for only when a failure is reported.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  #lastBody: string | undefined;
  #find: ((text: string) => Range[]) | undefined;

  /** Passwords, tokens, and `auth` entries: hidden in every encoding. */
  add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (!secret || this.#secrets.has(secret)) continue;
      this.#secrets.add(secret);
      this.#find = undefined;
    }
  }

  /** What is about to be sent. A body that goes to a thousand namespaces is one string, and is examined once. */
  sent(body: string): void {
    if (body === this.#lastBody) return;
    this.#lastBody = body;
    this.add(...secretsIn(body));
  }

  /** The text without any of these secrets. */
  hide(text: string): string {
    if (this.#secrets.size === 0) return text;
    this.#find ??= finder([...this.#secrets]);
    const found = [...this.#find(text), ...acrossLines(text, this.#find)];
    return found.length === 0 ? text : without(text, found);
  }
}

/** From this length on, a part of a secret is as telling as the whole. */
const isLong = ({ length }: string) => length >= 24;

/** How deep encodings may be nested: the `auth` of a docker config is encoded within the encoded data of a secret. */
const depth = 2;

/**
 * How deep escapes may be nested: a URL in JSON, or JSON in JSON. One level is undone within an encoding that is not
 * escaped itself: all combinations would take too much time.
 */
const escapeDepth = 2;

/**
 * Looks for each encoding of a short secret. Any piece of a long one may appear, so everything that may be an encoding
 * is decoded and searched in turn.
 */
function finder(secrets: readonly string[]): (text: string) => Range[] {
  const escaped = secrets.flatMap(escapesOf);
  const pieces = findPieces(escaped.filter(isLong));
  const encoded = secrets.filter((secret) => !isLong(secret)).flatMap(formsOf);
  const exact = [...new Set([...encoded, ...escaped.filter((form) => !isLong(form))])];
  const find = (text: string, deeper: number, escapes: number): Range[] => [
    ...pieces(text),
    ...findExact(exact, text),
    ...(deeper === 0
      ? []
      : encodedRuns(text).filter(({ decoded }) =>
          decoded.some((each) => find(each, deeper - 1, escapes === escapeDepth ? 1 : 0).length > 0),
        )),
    ...(escapes === 0
      ? []
      : unescaped(text).flatMap(({ text: plain, outside }) =>
          find(plain, Math.min(deeper, escapes), escapes - 1).map(outside),
        )),
  ];
  return (text) => find(text, depth, escapeDepth);
}

/** Text without spaces between two pieces of a secret belongs to the secret too. */
const gap = 16;

function without(text: string, found: readonly Range[]): string {
  let shown = '';
  let at: number | undefined;
  for (const { from, to } of found.toSorted((a, b) => a.from - b.from)) {
    const between = at === undefined ? text.slice(0, from) : text.slice(at, Math.max(at, from));
    const isOfIt = at !== undefined && between.length <= gap && !/\s/.test(between);
    if (!isOfIt) shown += between + hidden;
    at = Math.max(at ?? 0, to);
  }
  return shown + text.slice(at);
}
