import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { leaveOutUnused } from './leaveOutUnused.ts';
import { zip } from './zip.ts';

export interface Bundle {
  /** The function's name. */
  name: string;
  /** The size of the code, unpacked: what Lambda reads at a cold start. */
  bytes: number;
  zipBytes: number;
  /** Of the archive, in hex: equal when the source and the dependencies are. */
  sha256: string;
  /** The folder with handler.js and package.json, which can be run as it is. */
  folder: string;
  /** What is deployed. */
  archive: string;
  /** Every file that went in, with its bytes: esbuild's account. */
  metafile: Metafile;
}

/**
 * Bundles the handler at `entry` into one CommonJS file in `<out>/<name>/`, beside its archive `<out>/<name>.zip`
 * and its source map `<out>/<name>.map` (kept, not deployed).
 * CommonJS, because Node 24 takes ten times longer to `import` its own modules from ESM than to `require` them.
 */
export async function bundle(name: string, entry: string, out: string): Promise<Bundle> {
  const folder = join(out, name);
  const result = await build({
    entryPoints: [entry],
    outfile: join(folder, 'handler.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The ESM builds of packages, because only those can be shaken.
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: false,
    treeShaking: true,
    legalComments: 'none',
    sourcemap: 'external',
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins: [leaveOutUnused()],
  });

  const code = result.outputFiles.find((file) => file.path.endsWith('.js'));
  const map = result.outputFiles.find((file) => file.path.endsWith('.map'));
  if (!code || !map) throw new Error(`esbuild made no code for ${entry}`);

  // Stands between the code and this project's own package.json, which says ESM.
  const manifest = Buffer.from(`${JSON.stringify({ type: 'commonjs', main: 'handler.js' })}\n`);
  const archive = zip([
    { name: 'handler.js', content: code.contents },
    { name: 'package.json', content: manifest },
  ]);

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'handler.js'), code.contents),
    writeFile(join(folder, 'package.json'), manifest),
    writeFile(join(out, `${name}.map`), map.contents),
    writeFile(join(out, `${name}.meta.json`), JSON.stringify(result.metafile)),
    writeFile(join(out, `${name}.zip`), archive),
  ]);

  return {
    name,
    bytes: code.contents.length,
    zipBytes: archive.length,
    sha256: createHash('sha256').update(archive).digest('hex'),
    folder,
    archive: join(out, `${name}.zip`),
    metafile: result.metafile,
  };
}
