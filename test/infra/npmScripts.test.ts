import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../cli/deploy/build/functions.ts';

test('the arguments of npm test and npm run test:chaos name files, not projects', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  // --selectProjects takes all words up to the next option.
  for (const name of ['test', 'test:chaos'])
    expect(scripts[name].split(' ').findLast((word: string) => word.startsWith('--'))).toMatch(
      /^--maxWorkers=\d$/,
    );
});
