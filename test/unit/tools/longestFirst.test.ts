import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';

test('every file that should begin early exists', async () => {
  const source = await readFile(join(root, 'test/support/longestFirst.js'), 'utf8');
  const names = [...source.matchAll(/^ {2}'([^']+)',$/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect((await stat(join(root, `test/${name}.test.ts`))).isFile()).toBe(true);
});
