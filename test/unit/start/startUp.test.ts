import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { root } from '../../../cli/deploy/build/functions.ts';

/** The packages that a module imports at once, directly or indirectly; not those that it `import()`s later. */
async function packagesAtOnce(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    outdir: 'unwritten',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    metafile: true,
    write: false,
  });
  const packages = new Set<string>();
  const visit = (file: string) => {
    for (const { path, kind, external } of metafile.outputs[file]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (external) packages.add(path);
      else visit(path);
    }
  };
  const [first] = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint === entry);
  if (first === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  visit(first[0]);
  return [...packages].filter((name) => !name.startsWith('node:'));
}

test('the program reads its flags before it loads any package', async () => {
  expect(await packagesAtOnce('local/program/run.ts')).toEqual([]);
});

test('what it runs then does need some', async () => {
  expect(await packagesAtOnce('local/program/serve.ts')).toContain('@aws-sdk/client-sqs');
});
