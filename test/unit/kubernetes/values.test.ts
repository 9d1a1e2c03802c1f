import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { hasAtMost, isNoDeeperThan } from '../../../shared/kubernetes/values.ts';

function count(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return 1 + Object.values(value).reduce((sum: number, item) => sum + count(item), 0);
}

test('no JSON with too many values passes', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.integer({ min: 1, max: 40 }), (json, most) => {
      const values = count(JSON.parse(json));
      if (hasAtMost(most, json)) expect(values).toBeLessThanOrEqual(most);
      if (values <= most / 2) expect(hasAtMost(most, json)).toBe(true);
    }),
  );
});

test.each([
  ['[[[[[[[[[[', false],
  ['{},{},{},{},{}', false],
  ['"[[[[[[[[[[[["', true],
  ['"a\\"[[[[[[[[[[[["', true],
  ['"unfinished [[[[[[[', true],
  ['["a",1,null]', true],
])('%s: at most 6 values: %s', (json, expected) => {
  expect(hasAtMost(6, json)).toBe(expected);
});

test.each([
  ['[[[]]]', false],
  ['[[],[],[{}]]', false],
  ['[[],[],[],{"a":"[[["}]', true],
])('%s: no deeper than 2: %s', (json, expected) => {
  expect(isNoDeeperThan(2, json)).toBe(expected);
});
