import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, formatMessages, type Metafile } from 'esbuild';
import { leaveOutUnused } from './leaveOutUnused.ts';
import { replaceFile } from './replaceFile.ts';
import { trimKubernetesClient } from './trimKubernetesClient.ts';
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
 * A warning of the bundler is an error: it is about code that will fail where nobody looks.
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
    logLevel: 'silent',
    plugins: [leaveOutUnused(), trimKubernetesClient()],
  });

  if (result.warnings.length > 0) {
    throw new Error((await formatMessages(result.warnings, { kind: 'warning' })).join('\n'));
  }

  const code = result.outputFiles.find((file) => file.path.endsWith('.js'));
  const map = result.outputFiles.find((file) => file.path.endsWith('.map'));
  if (!code || !map) throw new Error(`esbuild made no code for ${entry}`);

  // Stands between the code and this project's own package.json, which says ESM.
  const manifest = Buffer.from(`${JSON.stringify({ type: 'commonjs', main: 'handler.js' })}\n`);
  const archive = zip([
    { name: 'handler.js', content: code.contents },
    { name: 'package.json', content: manifest },
  ]);

  await mkdir(folder, { recursive: true });
  await Promise.all([
    replaceFile(join(folder, 'handler.js'), code.contents),
    replaceFile(join(folder, 'package.json'), manifest),
    replaceFile(join(out, `${name}.map`), map.contents),
    replaceFile(join(out, `${name}.zip`), archive),
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
