import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../scripts/build/functions.ts';

/** Rows of the tables of a page: what, what it must be, what was measured. */
function figures(page: string): string[] {
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => /^(under|≤|≥|\d)/.test(cells[2] ?? ''))
    .map((cells) => cells.slice(1, 4).join(' | '));
}

test('the figures of README are those of docs/benchmarks.md', () => {
  const all = figures('docs/benchmarks.md');
  const told = figures('README.md');
  expect(told.length).toBeGreaterThan(8);
  expect(told.filter((figure) => !all.includes(figure))).toEqual([]);
});
