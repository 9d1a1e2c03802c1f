import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { replaceFile } from '../../cli/deploy/build/replaceFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-replace-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file that one process replaces many times at once has one of the contents, whole', async () => {
  const file = join(folder, 'file');
  const contents = Array.from({ length: 50 }, (_, n) => String(n).repeat(100_000));
  await Promise.all(contents.map((content) => replaceFile(file, content)));
  expect(contents).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['file']);
});

test('one that cannot be replaced leaves nothing beside it', async () => {
  const taken = join(folder, 'taken');
  await mkdir(taken);
  await writeFile(join(taken, 'by'), 'another');
  await expect(replaceFile(taken, 'content')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(await readdir(folder)).toEqual(['taken']);
});
