import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';

/** Rows of a page's tables: what, the limit, and what was measured. */
function figures(page: string): string[] {
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => /^(under|≤|≥|\d)/.test(cells[2] ?? ''))
    .map((cells) => cells.slice(1, 4).join(' | '));
}

test('README gives the costs that docs/scaling.md computes', () => {
  const read = (page: string) => readFileSync(join(root, page), 'utf8');
  const [, row = ''] = /^\| For each cluster \|(.*)$/m.exec(read('docs/scaling.md')) ?? [];
  const costs = [...row.matchAll(/\d+\.\d\d/g)].map(([cost]) => cost).sort();
  expect(costs.length).toBeGreaterThan(1);
  expect(read('README.md')).toContain(`$${costs[0]} to $${costs.at(-1)} a cluster and month`);
});

test('the figures in README are those in docs/benchmarks.md', () => {
  const all = figures('docs/benchmarks.md');
  const told = figures('README.md');
  expect(told.length).toBeGreaterThan(8);
  expect(told.filter((figure) => !all.includes(figure))).toEqual([]);
});
