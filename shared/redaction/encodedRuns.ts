import type { Range } from './find.ts';

/** A run of text that may encode bytes, and the texts it may decode to. */
export interface EncodedRun extends Range {
  decoded: readonly string[];
}

/** A run of an encoding this long may hold a telling part of a secret. Characters. */
const shortest = 16;

const base64 = new RegExp(`(?:[A-Za-z0-9+/_-]|%2[BbFf]|\\\\/){${shortest},}`, 'g');
const hexadecimal = new RegExp(`[0-9a-fA-F]{${shortest},}`, 'g');
/** Bytes as dumps, `Buffer` and Go's `%#v` print them: `62 37`, `62:37`, `0x62, 0x37` or `6237 2178`. */
const pair = '(?:0x)?(?:[0-9a-fA-F]{4}|[0-9a-fA-F]{1,2})';
const pairs = new RegExp(`\\b${pair}(?:(?:, ?| |:|-)${pair}\\b){3,}`, 'g');
/** Bytes as Go, JavaScript and Python print them. */
const numbers = new RegExp(`\\d{1,3}(?:,? ?\\d{1,3}){${shortest / 2},}`, 'g');

/** Every run that may be base64 (any alphabet, cut anywhere), hexadecimal, or a list of bytes. */
export function encodedRuns(text: string): EncodedRun[] {
  return [
    ...runsOf(text, base64, (run) => {
      const plain = run.replace(/%2b/gi, '+').replace(/%2f|\\\//gi, '/');
      return [0, 1, 2, 3].map((offset) => Buffer.from(plain.slice(offset), 'base64').toString());
    }),
    ...runsOf(text, hexadecimal, (run) =>
      [0, 1].map((offset) => Buffer.from(run.slice(offset), 'hex').toString()),
    ),
    ...runsOf(text, pairs, (run) => [
      Buffer.from(
        run
          .split(/[^0-9a-fA-Fx]+/)
          .map((each) => each.replace('0x', ''))
          .map((each) => each.padStart(each.length + (each.length % 2), '0'))
          .join(''),
        'hex',
      ).toString(),
    ]),
    ...runsOf(text, numbers, (run) => [
      Buffer.from(
        run
          .split(/\D+/)
          .map(Number)
          .filter((byte) => byte < 256),
      ).toString(),
    ]),
  ];
}

function runsOf(text: string, pattern: RegExp, decode: (run: string) => string[]): EncodedRun[] {
  return [...text.matchAll(pattern)].map(({ index, 0: run }) => ({
    from: index,
    to: index + run.length,
    decoded: decode(run),
  }));
}
