import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bundle } from '../../cli/deploy/build/bundle.ts';
import { builtBefore, keepBuild } from '../../cli/deploy/build/keepBuild.ts';

let project: string;
/** When everything in the project last changed, and when its build began. */
const changed = new Date('2026-01-01T00:00:00Z');
const began = changed.getTime() + 1_000;

async function write(file: string, text: string, when = changed): Promise<void> {
  const path = join(project, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await utimes(path, when, when);
}

function made(project: string): Bundle {
  const inputs = ['functions/push/handler.ts', 'node_modules/zod/index.js'];
  return {
    name: 'push',
    bytes: 10,
    zipBytes: 5,
    sha256: 'abc',
    folder: join(project, '.build/push'),
    archive: join(project, '.build/push.zip'),
    metafile: {
      inputs: {
        ...Object.fromEntries(inputs.map((file) => [join(project, file), { bytes: 1, imports: [] }])),
        'left-out:undici': { bytes: 1, imports: [] },
      },
      outputs: {},
    },
  };
}

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'pullpass-kept-'));
  await write('functions/push/handler.ts', 'handler');
  await write('shared/verdict.ts', 'verdict');
  await write('cli/deploy/build/bundle.ts', 'bundle');
  await write('package.json', '{}');
  await write('node_modules/.package-lock.json', '{}');
  await write('node_modules/zod/index.js', 'zod');
  await write('.build/push.zip', 'zip');
  await write('.build/push.map', 'map');
  await write('.build/push/handler.js', 'bundled');
  await write('.build/push/package.json', '{}');
});
afterEach(() => rm(project, { recursive: true, force: true }));

test('a build is used again while nothing has changed, whatever else another build writes', async () => {
  expect(await builtBefore(project)).toBeUndefined();
  await keepBuild([made(project)], began, project);
  await write('.build/push/handler.js.0a1b', 'half written');
  await write('docs/api.md', 'docs');
  expect(await builtBefore(project)).toEqual([made(project)]);
});

test('a copy of the project uses its own copy of the build, while nothing has changed there', async () => {
  await keepBuild([made(project)], began, project);
  const copy = join(project, 'copy');
  for (const part of ['functions', 'shared', 'cli', 'package.json', 'node_modules', '.build'])
    await cp(join(project, part), join(copy, part), { recursive: true });
  expect(await builtBefore(copy)).toMatchObject([
    { folder: join(copy, '.build/push'), archive: join(copy, '.build/push.zip'), sha256: 'abc' },
  ]);
  await writeFile(join(copy, 'shared/verdict.ts'), 'another');
  expect(await builtBefore(copy)).toBeUndefined();
  expect(await builtBefore(project)).toEqual([made(project)]);
});

test.each([
  ['a source is another', 'shared/verdict.ts'],
  ['a source is new', 'shared/new.ts'],
  ['it would be bundled in another way', 'cli/deploy/build/bundle.ts'],
  ['a file of a package is another', 'node_modules/zod/index.js'],
  ['other packages are installed', 'node_modules/.package-lock.json'],
  ['there is a tsconfig.json', 'tsconfig.json'],
  ['an archive is another', '.build/push.zip'],
  ['an archive’s content is another', '.build/push/handler.js'],
])('it is built again if %s', async (_, file) => {
  await keepBuild([made(project)], began, project);
  await write(file, 'another');
  expect(await builtBefore(project)).toBeUndefined();
});

test.each([
  ['functions/push/handler.ts'],
  ['node_modules/zod/index.js'],
  ['.build/push.zip'],
  ['.build/push.map'],
  ['.build/push/handler.js'],
])('it is built again if %s is gone', async (file) => {
  await keepBuild([made(project)], began, project);
  await rm(join(project, file));
  expect(await builtBefore(project)).toBeUndefined();
});

test('it is built again if something changed during the build, which may or may not contain the change', async () => {
  await write('shared/verdict.ts', 'changed meanwhile', new Date(began + 10));
  await keepBuild([made(project)], began, project);
  expect(await builtBefore(project)).toBeUndefined();
});
