import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bundle } from '../cli/deploy/build/bundle.ts';
import { root } from '../cli/deploy/build/functions.ts';
import { schemaFile } from '../cli/fleetfile/editor/schemaFile.ts';
import { bundleProgram } from './package/bundleProgram.ts';
import { licencesOf } from './package/licences.ts';

/** What `npm pack` does first (prepack): makes in dist/ all that the package has beside cli/bin. */
const dist = join(root, 'dist');
const folder = await mkdtemp(join(tmpdir(), 'pullpass-package-'));
try {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  const program = await bundleProgram(join(dist, 'pullpass.cjs'));
  const canary = await bundle('canary', join(root, 'cli/smoke/canary/handler.ts'), folder);
  await copyFile(canary.archive, join(dist, 'canary.zip'));
  await copyFile(schemaFile, join(dist, basename(schemaFile)));
  const outputs = { ...program.outputs, ...canary.metafile.outputs };
  await writeFile(join(dist, 'LICENSES.txt'), await licencesOf({ inputs: {}, outputs }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
