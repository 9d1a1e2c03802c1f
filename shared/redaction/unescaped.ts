import type { Range } from './find.ts';

/** A text with all escapes of one kind undone. */
export interface Unescaped {
  text: string;
  /** Where a part of it is in the original. */
  outside(part: Range): Range;
}

/** A kind of escape. `read`: what one match stands for. */
interface Kind {
  pattern: RegExp;
  read(match: string): string;
}

/** A character in UTF-8, with this sign before each byte. */
const utf8 = (sign: string) =>
  `${sign}(?:[0-7]|[c-fC-F][0-9a-fA-F](?:${sign}[89abAB][0-9a-fA-F])*${sign}[89abAB])[0-9a-fA-F]`;
const bytesIn = (match: string, sign: string) => Buffer.from(match.replaceAll(sign, ''), 'hex').toString();
const codeIn = (match: string) => Number.parseInt(match.slice(2), 16);

const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const entities: Readonly<Record<string, string>> = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

/** As in the strings of JSON and programming languages, in URLs, and in HTML or XML. */
const kinds: readonly Kind[] = [
  {
    pattern: new RegExp(`\\\\u[0-9a-fA-F]{4}|${utf8('\\\\x')}|\\\\[^ux]`, 'gs'),
    read: (match) => {
      if (match.startsWith('\\u')) return String.fromCharCode(codeIn(match));
      if (match.startsWith('\\x')) return bytesIn(match, '\\x');
      return letters[match.slice(1)] ?? match.slice(1);
    },
  },
  { pattern: new RegExp(utf8('%'), 'g'), read: (match) => bytesIn(match, '%') },
  {
    pattern: /&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|amp|apos|gt|lt|quot);/g,
    read: (match) => {
      const name = match.slice(1, -1);
      if (!name.startsWith('#')) return entities[name] ?? match;
      return String.fromCodePoint(/^#x/i.test(name) ? codeIn(name) : Number(name.slice(1)));
    },
  },
];

/** The text once for each kind of escape in it, with those undone: servers differ in which characters they escape. */
export function unescaped(text: string): Unescaped[] {
  return kinds.flatMap((kind) => undone(text, kind) ?? []);
}

function undone(text: string, { pattern, read }: Kind): Unescaped | undefined {
  let plain = '';
  let at = 0;
  /** For each character of `plain`: where its original begins and ends. */
  const places: Range[] = [];
  const keep = (to: number) => {
    plain += text.slice(at, to);
    for (; at < to; at++) places.push({ from: at, to: at + 1 });
  };
  for (const { index, 0: match } of text.matchAll(pattern)) {
    keep(index);
    const character = read(match);
    plain += character;
    at = index + match.length;
    for (let unit = 0; unit < character.length; unit++) places.push({ from: index, to: at });
  }
  if (at === 0) return undefined;
  keep(text.length);
  return {
    text: plain,
    outside: ({ from, to }) => ({ from: places[from]?.from ?? 0, to: places[to - 1]?.to ?? text.length }),
  };
}
