import { encodedRuns } from './encodedRuns.ts';
import { acrossLines, findExact, findPieces, type Range } from './find.ts';
import { escapesOf, formsOf } from './forms.ts';

import { secretsIn } from './secretsIn.ts';

/** Stands in the place of what is hidden. */
export const hidden = '[credential]';

/**
 * Hides what went out on a connection from what comes back on it. It learns of secrets as they are sent, which costs
 * next to nothing; what to look for is worked out only where something has failed and is to be told.
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

  /** What is about to be sent. A body that goes to a thousand namespaces is one string, and is read once. */
  sent(body: string): void {
    if (body === this.#lastBody) return;
    this.#lastBody = body;
    this.add(...secretsIn(body));
  }

  /** The text without any of it. */
  hide(text: string): string {
    if (this.#secrets.size === 0) return text;
    this.#find ??= finder([...this.#secrets]);
    const found = [...this.#find(text), ...acrossLines(text, this.#find)];
    return found.length === 0 ? text : without(text, found);
  }
}

/** From this length on, a part is as telling as the whole. */
const isLong = ({ length }: string) => length >= 24;

/** Encodings that may be nested: the `auth` of a docker config, within the data of a secret. */
const depth = 2;

/**
 * A short secret is looked for in each of its encodings. Of a long one any piece may be told: what may be an encoding
 * is decoded, and looked at in turn.
 */
function finder(secrets: readonly string[]): (text: string) => Range[] {
  const escaped = secrets.flatMap(escapesOf);
  const pieces = findPieces(escaped.filter(isLong));
  const encoded = secrets.filter((secret) => !isLong(secret)).flatMap(formsOf);
  const exact = [...new Set([...encoded, ...escaped.filter((form) => !isLong(form))])];
  const find = (text: string, deeper: number): Range[] => [
    ...pieces(text),
    ...findExact(exact, text),
    ...(deeper === 0
      ? []
      : encodedRuns(text).filter(({ decoded }) => decoded.some((each) => find(each, deeper - 1).length > 0))),
  ];
  return (text) => find(text, depth);
}

/** What stands between two pieces of a secret with no space is of the secret, too. */
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
