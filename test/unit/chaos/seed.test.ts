import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { commitHash, fixedSeed, seedOf } from '../../support/chaos/seed.ts';
import { runs } from '../../support/fuzz.ts';

const [one, other] = ['9fd38eb2'.repeat(5), 'ffffffff'.repeat(5)];

test('the first file tries the same schedules for every commit, the others those of the commit', () => {
  expect([one, other, undefined].map((commit) => seedOf(1, undefined, commit))).toEqual(
    Array.from({ length: 3 }, () => fixedSeed),
  );
  expect([1, 2, 3, 4].map((file) => seedOf(file, undefined, one))).toEqual([
    fixedSeed,
    0x9fd38eb + 1,
    0x9fd38eb + 2,
    0x9fd38eb + 3,
  ]);
  expect(seedOf(4, undefined, other)).toBeLessThan(2 ** 31);
});

test('without Git all seeds are fixed, and different', () => {
  expect(new Set([1, 2, 3, 4].map((file) => seedOf(file))).size).toBe(4);
  expect(commitHash(tmpdir())).toBeUndefined();
});

test('a given seed, as a failure prints it, decides', () => {
  expect(seedOf(1, '7', one)).toBe(7);
  expect(seedOf(3, '7', one)).toBe(9);
});

test('properties are tried in the requested share, and at least once', () => {
  expect(runs(500, 1)).toEqual({ numRuns: 500 });
  expect(runs(500, 0.2)).toEqual({ numRuns: 100 });
  expect(runs(1, 0.2)).toEqual({ numRuns: 1 });
  expect(() => runs(500, Number('much'))).toThrow('FUZZ_FACTOR: expected a number above 0, received NaN.');
});
