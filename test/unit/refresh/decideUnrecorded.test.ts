import { expect, test } from '@jest/globals';
import { decideUnrecorded, type Seen } from '../../../functions/refresh/unrecorded/decideUnrecorded.ts';

const now = Date.parse('2026-03-02T12:00:00.000Z');
const ago = (hours: number) => new Date(now - hours * 3600_000).toISOString();
const names = (count: number) => Array.from({ length: count }, (_, n) => `c${String(n).padStart(4, '0')}`);
const decide = (seen: Partial<Seen>) =>
  decideUnrecorded({ stored: 100, unrecorded: [], marks: {}, now, ...seen });

test('if each has a record there is nothing to do, and old marks are dropped', () => {
  expect(decide({ marks: { back: ago(30) } })).toEqual({ remove: [], marks: {}, recordsMissing: false });
});

test('what is seen without a record for the first time is marked, and stays', () => {
  expect(decide({ unrecorded: ['a'] })).toEqual({ remove: [], marks: { a: ago(0) }, recordsMissing: false });
});

test('it stays until it has been without one for 24 hours, and is then removed', () => {
  expect(decide({ unrecorded: ['a'], marks: { a: ago(23.9) } })).toMatchObject({ remove: [] });
  expect(decide({ unrecorded: ['a', 'b'], marks: { a: ago(24), b: ago(5) } })).toEqual({
    remove: ['a'],
    marks: { a: ago(24), b: ago(5) },
    recordsMissing: false,
  });
});

test('one that had a record meanwhile starts again', () => {
  const { marks } = decide({ unrecorded: ['b'], marks: { a: ago(23) } });
  expect(decide({ unrecorded: ['a', 'b'], marks })).toMatchObject({ remove: [], marks: { a: ago(0) } });
});

test('ten are removed at once, first those that have been waiting longest', () => {
  const unrecorded = names(50);
  const marks = Object.fromEntries(unrecorded.map((name, n) => [name, ago(30 + n)]));
  const { remove } = decide({ stored: 10_000, unrecorded, marks });
  expect(remove).toEqual(names(50).slice(-10).reverse());
});

test.each([
  // One per cent, of many.
  [10_000, 100, false],
  [10_000, 101, true],
  // In a small fleet, a few that crashes left are more than one per cent.
  [20, 3, false],
  [20, 4, true],
  [301, 3, false],
  // Most of them: a table of two clusters is lost as easily as one of ten thousand.
  [1, 1, true],
  [2, 1, false],
  [2, 2, true],
  [3, 2, true],
  [5, 3, true],
  [6, 3, false],
])('of %i kubeconfigs, %i without a record: records missing is %s', (stored, count, recordsMissing) => {
  const unrecorded = names(count);
  const marks = Object.fromEntries(unrecorded.map((name) => [name, ago(48)]));
  const verdict = decide({ stored, unrecorded, marks });
  expect(verdict.recordsMissing).toBe(recordsMissing);
  expect(verdict.remove).toHaveLength(recordsMissing ? 0 : Math.min(10, count));
});

test('while records are missing, no time passes for any: it starts again once they are back', () => {
  const unrecorded = names(50);
  const marks = Object.fromEntries(unrecorded.map((name) => [name, ago(48)]));
  const lost = decide({ unrecorded, marks });
  expect(lost).toEqual({ remove: [], marks: {}, recordsMissing: true });
  expect(decide({ unrecorded: ['c0001'], marks: lost.marks })).toMatchObject({ remove: [] });
});
