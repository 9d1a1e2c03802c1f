import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bundle } from '../cli/deploy/build/bundle.ts';
import { root } from '../cli/deploy/build/functions.ts';
import { buildFunctions } from '../cli/deploy/buildFunctions.ts';
import { schemaFile } from '../cli/fleetfile/editor/schemaFile.ts';
import { bundledIn } from './package/bundled.ts';
import { bundleOsls } from './package/bundleOsls.ts';
import { bundleProgram } from './package/bundleProgram.ts';
import { licencesOf } from './package/licences.ts';
import { sbomOf } from './package/sbom.ts';

/** The prepack step of `npm pack`: makes everything in dist/ and .build/ that is part of the package but not in Git. */
const dist = join(root, 'dist');
const folder = await mkdtemp(join(tmpdir(), 'pullpass-package-'));
try {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  const functions = await buildFunctions();
  const canary = await bundle('canary', join(root, 'cli/smoke/canary/handler.ts'), folder);
  await copyFile(canary.archive, join(dist, 'canary.zip'));
  await copyFile(schemaFile, join(dist, basename(schemaFile)));
  const packages = await bundledIn([
    await bundleProgram(join(dist, 'pullpass.cjs'), functions),
    await bundleOsls(join(dist, 'osls.cjs')),
    ...[...functions, canary].map(({ metafile }) => metafile),
  ]);
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licencesOf(packages));
  await writeFile(join(dist, 'sbom.cdx.json'), await sbomOf(packages));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
