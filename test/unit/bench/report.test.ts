import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../bench/options.ts';
import { atMost, exactly, markdownTable, under } from '../../bench/report/figure.ts';
import { median, medianRatio, uncertainty } from '../../bench/report/statistics.ts';

describe('the numbers of a benchmark', () => {
  test('the median is the middle one, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 9, 3, 5])).toBe(4);
    expect(median([])).toBeNaN();
  });

  test('a ratio is taken pair by pair, so that a slow minute does not decide it', () => {
    const pairs = [
      { ours: 10, theirs: 10 },
      { ours: 52, theirs: 50 },
      { ours: 10, theirs: 9 },
    ];
    expect(medianRatio(pairs)).toBeCloseTo(1.04);
  });
});

test('a median is less certain the more the values differ, and more certain the more there are', () => {
  const calm = [1, 1.01, 1.02, 1.03, 1.04];
  const wild = [0.6, 0.8, 1, 1.2, 1.4];
  expect(uncertainty(calm)).toBeCloseTo(0.021);
  expect(uncertainty(wild)).toBeGreaterThan(10 * uncertainty(calm));
  expect(uncertainty([...wild, ...wild, ...wild])).toBeLessThan(uncertainty(wild));
});

describe('the verdict', () => {
  const words = { must: 'm', shown: 's' };
  test.each([
    ['a figure at its limit holds', atMost('w', 1.1, { ...words, limit: 1.1 }), true],
    ['a figure over its limit is missed', atMost('w', 1.11, { ...words, limit: 1.1 }), false],
    ['a figure that must be under its limit is missed at it', under('w', 5, { ...words, limit: 5 }), false],
    [
      'a count that must be exact is missed by less, too',
      exactly('w', 0.999, { ...words, wanted: 1 }),
      false,
    ],
    ['what could not be measured is missed', atMost('w', Number.NaN, { ...words, limit: 1 }), false],
  ])('%s', (_, { held }, expected) => {
    expect(held).toBe(expected);
  });

  test('is in the table, as Markdown', () => {
    const table = markdownTable([
      { what: 'Bundle', must: 'under 1.5 MB', measured: '0.6 MB', held: true },
      { what: 'Init', must: '≤ 1.5×', measured: '1.6×', held: false },
    ]);
    expect(table.split('\n')).toEqual([
      '| What   | Must         | Measured | Verdict    |',
      '|--------|--------------|----------|------------|',
      '| Bundle | under 1.5 MB | 0.6 MB   | held       |',
      '| Init   | ≤ 1.5×       | 1.6×     | **missed** |',
    ]);
  });
});

describe('the options of the benchmark', () => {
  test('are read', () => {
    expect(readOptions(['--only', 'init', '--json', 'out.json', '--rounds', '3'])).toEqual({
      only: 'init',
      json: 'out.json',
      rounds: 3,
    });
  });

  test.each([
    [['--only', 'speed'], 'bundle, init, cluster'],
    [['--rounds', '2'], '3 or more'],
  ])('%j is refused with what was expected', (args, expected) => {
    expect(() => readOptions(args)).toThrow(expected);
  });
});
