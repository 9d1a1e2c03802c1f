import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { root } from '../../cli/deploy/build/functions.ts';
import { addressesIn } from '../../scripts/check/addresses.ts';
import { bundleProgram } from '../../scripts/package/bundleProgram.ts';
import { type Installed, packAndInstall } from '../support/package/pack.ts';
import { runNode } from '../support/package/runNode.ts';
import { interrupted, packageScenarios } from '../support/package/scenarios.ts';

let installed: Installed;
beforeAll(async () => {
  installed = await packAndInstall();
}, 300_000);
afterAll(() => installed.remove());

/** Makes the Node that runs it say that it is another. */
const asNode = (version: string) => {
  const text = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
Object.defineProperty(process, 'version', { value: 'v${version}' });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(text)}`];
};
const clone = join(root, 'cli/bin/pullpass.js');

describe('the tarball', () => {
  test('has the program in one file, and nothing that is not needed', () => {
    expect(installed.files).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'cli/bin/package.json',
      'cli/bin/pullpass.js',
      'dist/LICENSES.txt',
      'dist/canary.zip',
      'dist/fleet.schema.json',
      'dist/pullpass.cjs',
      'package.json',
    ]);
  });

  test('is installed alone: all that it needs is in the file', async () => {
    expect((await readdir(join(installed.package, '..'))).filter((name) => !name.startsWith('.'))).toEqual([
      'pullpass',
    ]);
  });

  test('names nothing of the machine that packed it, and no registry', async () => {
    for (const file of installed.files.filter((name) => !name.endsWith('.zip'))) {
      const text = await readFile(join(installed.package, file), 'utf8');
      for (const local of [root, `${homedir()}/`, tmpdir()]) expect(text).not.toContain(local);
      expect(text).not.toContain('sourceMappingURL');
      if (file !== 'dist/LICENSES.txt') expect(addressesIn(text)).toEqual([]);
    }
  });

  test('holds every licence that it must', async () => {
    const text = await readFile(join(installed.package, 'dist/LICENSES.txt'), 'utf8');
    for (const name of ['commander 15', 'zod 4', '@aws-sdk/client-dynamodb 3']) expect(text).toContain(name);
    expect(text).toContain('Permission is hereby granted');
  });
});

describe('the one file', () => {
  let inputs: Metafile['inputs'];
  beforeAll(async () => {
    inputs = (await bundleProgram(join(installed.folder, 'again.cjs'))).inputs;
  }, 120_000);

  test('runs at its start what the command line needs, and nothing else: the rest when a command wants it', () => {
    const atStart = new Set(['cli/package/main.ts']);
    // A set is walked to what is added meanwhile.
    for (const file of atStart)
      for (const { path, kind, external } of inputs[file]?.imports ?? [])
        if (!external && kind !== 'dynamic-import') atStart.add(path);
    const packages = [...atStart].flatMap(
      (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
    );
    expect([...new Set(packages)].sort()).toEqual(['@commander-js/extra-typings', 'commander']);
    expect(Object.keys(inputs).filter((file) => file.includes('@aws-sdk')).length).toBeGreaterThan(10);
  });

  test('asks for nothing but what Node has', () => {
    const asked = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
    for (const { path } of asked) expect(path).toMatch(/^(node:)?[a-z0-9_/]+$/);
    expect(asked.map(({ path }) => path)).not.toContain('esbuild');
  });
});

describe('on the Node that runs this', () => {
  packageScenarios(() => ({ installed, node: process.execPath }));

  test('what it compiled is kept in the user’s own cache', async () => {
    const cache = join(installed.folder, 'cache');
    await runNode(process.execPath, [installed.bin, '--help'], { environment: { XDG_CACHE_HOME: cache } });
    expect((await stat(join(cache, 'pullpass/node-compile-cache'))).isDirectory()).toBe(true);
  });

  test('and where there is no place for that, it starts all the same', async () => {
    const environment = { XDG_CACHE_HOME: '/dev/null' };
    const { code, stdout, stderr } = await runNode(process.execPath, [installed.bin, '--version'], {
      environment,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('on a Node that is too old', () => {
  test.each(['22.18.0', '18.20.8', '0.12.18'])('%s: the package says so in one line', async (version) => {
    const run = await runNode(process.execPath, [...asNode(version), installed.bin, 'status']);
    expect(run).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `pullpass needs Node.js 22.19 or newer; this is v${version}.\n`,
    });
  });

  test.each(['22.19.0', '24.0.0', '100.0.0'])('%s is not', async (version) => {
    const run = await runNode(process.execPath, [...asNode(version), installed.bin, '--version']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test('a clone runs on the Node that npm ci brought, and ends as that does', async () => {
    const old = (...args: string[]) => runNode(process.execPath, [...asNode('20.20.2'), clone, ...args]);
    expect(await old('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d/) });
    expect(await old('lst')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown command 'lst'"),
    });
  });

  test('Ctrl-C reaches the program there, and its exit code comes back', async () => {
    const run = await interrupted(process.execPath, ...asNode('20.20.2'), clone);
    expect(run).toMatchObject({ code: 130, signal: null, stdout: '' });
  });
});
