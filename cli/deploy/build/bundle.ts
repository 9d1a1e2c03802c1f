import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, formatMessages, type Metafile } from 'esbuild';
import { root } from './functions.ts';
import { leaveOutUnused } from './leaveOutUnused.ts';
import { fileOf, type Later, loadedLater } from './loadedLater.ts';
import { replaceFile } from './replaceFile.ts';
import { zip } from './zip.ts';

export interface Bundle {
  /** The function's name. */
  name: string;
  /** The size of handler.js: what Lambda reads at a cold start. */
  bytes: number;
  zipBytes: number;
  /** SHA-256 of the archive, in hex: equal for equal source and dependencies. */
  sha256: string;
  /** The folder with handler.js, what it loads later, and package.json; it can be run as it is. */
  folder: string;
  /** The deployed archive. */
  archive: string;
  /** Every file in the bundle, by its path in the project, with its bytes: from esbuild. */
  metafile: Metafile;
}

/** One JavaScript file to make from an entry. */
interface Part {
  entry: string;
  outfile: string;
}

interface Compiled {
  code: Uint8Array;
  map: Uint8Array;
  metafile: Metafile;
  /** The entries of what it loads later. */
  later: readonly string[];
}

/** Bundles one function, as `bundleAll` does. */
export async function bundle(name: string, entry: string, out: string): Promise<Bundle> {
  const [made] = await bundleAll({ [name]: entry }, out);
  if (!made) throw new Error(`No bundle was made of ${entry}`);
  return made;
}

/**
 * Bundles handlers, by the names of their functions, each into one CommonJS file in `<out>/<name>/`, and what it loads
 * later into other files; also writes its archive `<out>/<name>.zip` and source maps `<out>/<name>*.map` (kept, not
 * deployed). All together, so that shared code is read once; each bundle has the same bytes as when made alone. A
 * warning of the bundler is an error: it points at code that fails where nobody looks. CommonJS, because Node 24 takes
 * ten times longer to `import` its own modules from ESM than to `require` them.
 */
export async function bundleAll(entries: Readonly<Record<string, string>>, out: string): Promise<Bundle[]> {
  const names = Object.keys(entries);
  const handlers = await compile(
    Object.entries(entries).map(([name, entry]) => ({ entry, outfile: join(out, name, 'handler.js') })),
    out,
  );
  const parts = handlers.map(({ later }, index) =>
    later.map((entry) => ({ entry, outfile: join(out, names[index] ?? '', fileOf(entry)) })),
  );
  const compiled = await compile(parts.flat(), out);
  return await Promise.all(
    handlers.map((handler, index) => {
      const later = (parts[index] ?? []).map((part) => ({
        file: fileOf(part.entry),
        ...(compiled[parts.flat().indexOf(part)] as Compiled),
      }));
      return write(names[index] ?? '', handler, later, out);
    }),
  );
}

async function write(
  name: string,
  handler: Compiled,
  later: readonly (Compiled & { file: string })[],
  out: string,
): Promise<Bundle> {
  const folder = join(out, name);
  // Keeps Node from applying this project's package.json, which says ESM.
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

/** Each file, in the order of the parts. */
async function compile(parts: readonly Part[], out: string): Promise<Compiled[]> {
  if (parts.length === 0) return [];
  const found: Later[] = [];
  const { warnings, outputFiles, metafile } = await build({
    entryPoints: parts.map(({ entry, outfile }) => ({
      in: entry,
      out: relative(out, outfile).replace(/\.js$/, ''),
    })),
    outdir: out,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The ESM builds of packages, because only those can be tree-shaken.
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: false,
    treeShaking: true,
    legalComments: 'none',
    sourcemap: 'external',
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [loadedLater((later) => found.push(later)), leaveOutUnused()],
  });
  if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));

  return parts.map(({ entry, outfile }) => {
    const code = outputFiles.find(({ path }) => path === outfile);
    const map = outputFiles.find(({ path }) => path === `${outfile}.map`);
    if (!code || !map) throw new Error(`esbuild made no code for ${entry}`);
    const own = accountOf(metafile, outfile);
    const later = found.filter(({ importer }) => nameOf(importer) in own.inputs).map((each) => each.entry);
    return { code: code.contents, map: map.contents, metafile: own, later: [...new Set(later)].sort() };
  });
}

/** The name of a file in a metafile. */
const nameOf = (file: string) => relative(root, file).replaceAll('\\', '/');

/** The part of a metafile about one of the made files: its output, and everything its entry reaches. */
function accountOf({ inputs, outputs }: Metafile, outfile: string): Metafile {
  const own = Object.entries(outputs).filter(([file]) =>
    [outfile, `${outfile}.map`].map(nameOf).includes(file),
  );
  const reached = new Set(own.flatMap(([, { entryPoint }]) => entryPoint ?? []));
  // Iterating over a set includes what is added meanwhile.
  for (const file of reached)
    for (const { path, external } of inputs[file]?.imports ?? []) if (!external) reached.add(path);
  return {
    inputs: Object.fromEntries(Object.entries(inputs).filter(([file]) => reached.has(file))),
    outputs: Object.fromEntries(own),
  };
}
