import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';
import type { Bundle } from '../../cli/deploy/build/bundle.ts';
import { functionNames, root } from '../../cli/deploy/build/functions.ts';
import { compileCacheFolder } from '../../cli/program/compileCache.ts';
import { type Bundled, bundledIn } from '../../scripts/package/bundled.ts';
import { bundleProgram } from '../../scripts/package/bundleProgram.ts';
import { addressesIn } from '../check/addresses.ts';
import { functionsOfToday } from '../infra/support/template.ts';
import { packagedCopy } from '../support/package/copy.ts';
import { type Installed, packAndInstall } from '../support/package/pack.ts';
import { runNode } from '../support/package/runNode.ts';
import { interrupted, packageScenarios } from '../support/package/scenarios.ts';
import { otherNodes } from '../support/tools/otherNodes.ts';

let installed: Installed;
let nodes: Awaited<ReturnType<typeof otherNodes>>;
beforeAll(async () => {
  [installed, nodes] = await Promise.all([packAndInstall(), otherNodes()]);
}, 300_000);
afterAll(() => installed.remove());

/** Makes the Node that runs it report another version. */
const asNode = (version: string) => {
  const text = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
Object.defineProperty(process, 'version', { value: 'v${version}' });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(text)}`];
};
const clone = join(root, 'cli/bin/pullpass.js');
const archives = functionNames.map((name) => `.build/${name}.zip`).sort();
const osls = { name: 'osls', version: '4.3.1', license: 'MIT' };

const sha256 = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

let program: Promise<Metafile> | undefined;
const programOf = (functions: readonly Bundle[]) => {
  program ??= bundleProgram(join(installed.folder, 'again.cjs'), functions);
  return program;
};

describe('the tarball', () => {
  test('has the program in one file, what it deploys, and nothing unnecessary', async () => {
    const infra = (await readdir(join(root, 'infra'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
      .sort();
    expect(installed.files).toEqual([
      ...archives,
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'cli/bin/package.json',
      'cli/bin/pullpass.js',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/canary.zip',
      'dist/fleet.schema.json',
      'dist/osls.cjs',
      'dist/pullpass.cjs',
      'dist/sbom.cdx.json',
      ...infra,
      'package.json',
      'serverless.yml',
    ]);
  });

  test('is installed alone: the file contains everything it needs', async () => {
    expect((await readdir(join(installed.package, '..'))).filter((name) => !name.startsWith('.'))).toEqual([
      'pullpass',
    ]);
  });

  test('names nothing of the machine that packed it, and no registry', async () => {
    for (const file of installed.files.filter((name) => !name.endsWith('.zip'))) {
      const text = await readFile(join(installed.package, file), 'utf8');
      for (const local of [root, `${homedir()}/`, tmpdir()]) expect(text).not.toContain(local);
      expect(text).not.toContain('sourceMappingURL');
      // osls contains others' addresses, and licences are as their authors wrote them.
      if (!['dist/THIRD-PARTY-LICENSES.txt', 'dist/osls.cjs'].includes(file))
        expect(addressesIn(text)).toEqual([]);
    }
  });

  test('has the same bytes when it is made again at another time, from a copy in another folder', async () => {
    const copy = await packagedCopy();
    try {
      const made = (await readdir(join(copy.folder, 'dist'))).map((file) => `dist/${file}`);
      expect(made.sort()).toEqual(installed.files.filter((file) => file.startsWith('dist/')));
      // If they differ, Jest would print buffers of megabytes.
      for (const file of [...made, ...archives])
        expect({ file, sha256: await sha256(join(copy.folder, file)) }).toEqual({
          file,
          sha256: await sha256(join(installed.package, file)),
        });
    } finally {
      await copy.remove();
    }
  }, 240_000);
});

describe('what is bundled', () => {
  let packages: Bundled[];
  let sbom: { metadata: { component: object }; components: Record<string, unknown>[] };
  let licences: string;
  beforeAll(async () => {
    const functions = await functionsOfToday();
    const program = await programOf(functions);
    packages = await bundledIn([program, ...functions.map(({ metafile }) => metafile)]);
    sbom = JSON.parse(await readFile(join(installed.package, 'dist/sbom.cdx.json'), 'utf8'));
    licences = await readFile(join(installed.package, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  }, 120_000);

  test('is in the bill of materials, with the hash by which it was installed', () => {
    expect(packages.length).toBeGreaterThan(40);
    const listed = new Map(sbom.components.map((component) => [component['bom-ref'], component]));
    for (const { name, version } of [...packages, osls])
      expect(listed.get(`${name}@${version}`)).toMatchObject({
        name,
        version,
        purl: expect.stringContaining(`@${version}`),
        hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
        licenses: [expect.anything()],
        scope: 'required',
      });
    expect(sbom.metadata.component).toMatchObject({ name: 'pullpass', type: 'application' });
  });

  test('and nothing else is: no test tools, no build tools', () => {
    const names = sbom.components.map(({ name }) => name);
    for (const name of ['jest', 'esbuild', 'typescript', 'dynalite', 'tsx'])
      expect(names).not.toContain(name);
  });

  test('may be passed on, and comes with its licence', () => {
    for (const { name, version, license } of [...packages, osls])
      expect(licences).toContain(`${name} ${version} (${license})\n`);
    expect(licences).toContain('Permission is hereby granted');
  });

  test('may not be passed on unless its licence says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pullpass-licence-'));
    const file = join(folder, 'node_modules/left-pad/index.js');
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(join(dirname(file), 'package.json'), '{ "name": "left-pad", "version": "1.0.0" }');
      const outputs = { 'a.js': { inputs: { [relative(root, file)]: { bytesInOutput: 1 } } } };
      await expect(bundledIn([{ outputs } as unknown as Metafile])).rejects.toThrow(
        'left-pad 1.0.0 has the licence UNKNOWN',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the one file', () => {
  let inputs: Metafile['inputs'];
  beforeAll(async () => {
    inputs = (await programOf(await functionsOfToday())).inputs;
  }, 120_000);

  test('runs at its start only what the command line needs, and the rest when a command needs it', () => {
    const atStart = new Set(['cli/main.ts']);
    // Iterating over a set includes what is added meanwhile.
    for (const file of atStart)
      for (const { path, kind, external } of inputs[file]?.imports ?? [])
        if (!external && kind !== 'dynamic-import') atStart.add(path);
    const packages = [...atStart].flatMap(
      (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
    );
    expect([...new Set(packages)].sort()).toEqual([
      '@commander-js/extra-typings',
      'commander',
      // Of help texts and messages, which are wrapped.
      'fast-string-truncated-width',
      'fast-string-width',
    ]);
    expect(Object.keys(inputs).filter((file) => file.includes('@aws-sdk')).length).toBeGreaterThan(10);
  });

  test('requires only what Node has', () => {
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

  test('a clone keeps it in its own folder, and then strips no types when it starts', async () => {
    const report = `process.on('exit', () => process._rawDebug(JSON.stringify([
      process.getBuiltinModule('module').getCompileCacheDir(),
      process.moduleLoadList.some((name) => name.includes('amaro')),
    ])))`;
    const reporting = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
    const started = () => runNode(process.execPath, [...reporting, clone, '--version']);
    await started();
    const { stdout, stderr } = await started();
    expect(stdout).toMatch(/^\d/);
    const [folder, stripsTypes] = JSON.parse(stderr);
    expect(dirname(folder)).toBe(compileCacheFolder);
    expect(stripsTypes).toBe(false);
  });

  test('without a place for that, it starts all the same', async () => {
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

  test('a clone runs on the Node that npm ci installed, and ends with its exit code', async () => {
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

describe('on the oldest supported Node', () => {
  packageScenarios(() => ({ installed, node: nodes.oldest }));
});

describe('on a Node from before import()', () => {
  test('the package says in one line what it needs', async () => {
    expect(await runNode(nodes.ancient, [installed.bin, '--help'])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: 'pullpass needs Node.js 22.19 or newer; this is v8.17.0.\n',
    });
  });

  test('a clone starts the pinned Node, and passes Ctrl-C on to it', async () => {
    expect(await runNode(nodes.ancient, [clone, '--version'])).toMatchObject({ code: 0, stderr: '' });
    expect(await interrupted(nodes.ancient, clone)).toMatchObject({ code: 130, signal: null });
  });
});
