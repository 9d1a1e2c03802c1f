import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, formatMessages, type Metafile } from 'esbuild';
import { leaveOutUnused } from './leaveOutUnused.ts';
import { fileOf, loadedLater } from './loadedLater.ts';
import { replaceFile } from './replaceFile.ts';
import { trimKubernetesClient } from './trimKubernetesClient.ts';
import { zip } from './zip.ts';

export interface Bundle {
  /** The function's name. */
  name: string;
  /** The size of handler.js: what Lambda reads at a cold start. */
  bytes: number;
  zipBytes: number;
  /** Of the archive, in hex: equal when the source and the dependencies are. */
  sha256: string;
  /** The folder with handler.js, what it loads later, and package.json; it can be run as it is. */
  folder: string;
  /** What is deployed. */
  archive: string;
  /** Every file that went in, with its bytes: esbuild's account. */
  metafile: Metafile;
}

/**
 * Bundles the handler at `entry` into one CommonJS file in `<out>/<name>/`, and what it loads later into others, beside
 * its archive `<out>/<name>.zip` and source maps `<out>/<name>*.map` (kept, not deployed).
 * A warning of the bundler is an error: it is about code that will fail where nobody looks.
 * CommonJS, because Node 24 takes ten times longer to `import` its own modules from ESM than to `require` them.
 */
export async function bundle(name: string, entry: string, out: string): Promise<Bundle> {
  const folder = join(out, name);
  const handler = await compile(entry, join(folder, 'handler.js'));
  const later = await Promise.all(
    handler.later.map(async (part) => ({
      file: fileOf(part),
      ...(await compile(part, join(folder, fileOf(part)))),
    })),
  );

  // Stands between the code and this project's own package.json, which says ESM.
  const manifest = Buffer.from(`${JSON.stringify({ type: 'commonjs', main: 'handler.js' })}\n`);
  const files = [
    { name: 'handler.js', content: handler.code },
    ...later.map(({ file, code }) => ({ name: file, content: code })),
    { name: 'package.json', content: manifest },
  ];
  const archive = zip(files);

  await mkdir(folder, { recursive: true });
  await Promise.all([
    ...files.map((file) => replaceFile(join(folder, file.name), file.content)),
    replaceFile(join(out, `${name}.map`), handler.map),
    ...later.map(({ file, map }) => replaceFile(join(out, `${name}-${file}.map`), map)),
    replaceFile(join(out, `${name}.zip`), archive),
  ]);

  return {
    name,
    bytes: handler.code.length,
    zipBytes: archive.length,
    sha256: createHash('sha256').update(archive).digest('hex'),
    folder,
    archive: join(out, `${name}.zip`),
    metafile: {
      inputs: Object.assign({}, handler.metafile.inputs, ...later.map(({ metafile }) => metafile.inputs)),
      outputs: Object.assign({}, handler.metafile.outputs, ...later.map(({ metafile }) => metafile.outputs)),
    },
  };
}

/** One file, and the entries of those that it loads later. */
async function compile(entry: string, outfile: string) {
  const later = new Set<string>();
  const { warnings, outputFiles, metafile } = await build({
    entryPoints: [entry],
    outfile,
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
    plugins: [loadedLater((part) => later.add(part)), leaveOutUnused(), trimKubernetesClient()],
  });
  if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));

  const code = outputFiles.find((file) => file.path.endsWith('.js'));
  const map = outputFiles.find((file) => file.path.endsWith('.map'));
  if (!code || !map) throw new Error(`esbuild made no code for ${entry}`);
  return { code: code.contents, map: map.contents, metafile, later: [...later].sort() };
}
