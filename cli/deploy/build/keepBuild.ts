import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Bundle } from './bundle.ts';
import { root } from './functions.ts';
import { replaceFile } from './replaceFile.ts';

/** The inputs and the outputs of a build, by their paths in the project: a copy of the project may use it too. */
interface Kept {
  /** Every file that esbuild read. */
  read: readonly string[];
  /** SHA-256 of these, of everything else that may affect the build, and of its outputs. */
  fingerprint: string;
  bundles: readonly Bundle[];
}

const recordOf = (project: string) => join(project, '.build/kept.json');

/** The sources and the bundler's code: new files in these count too. */
const folders = ['functions', 'shared', 'cli/deploy/build'];
/** What is installed, and files that esbuild and Node read as configuration, if they exist. */
const files = ['package.json', 'tsconfig.json', 'node_modules/.package-lock.json'];

/**
 * The bundles in .build/, if they were made from exactly the present sources and nobody has changed them; else
 * undefined.
 */
export async function builtBefore(project = root): Promise<Bundle[] | undefined> {
  try {
    const { read, fingerprint, bundles }: Kept = JSON.parse(await readFile(recordOf(project), 'utf8'));
    const here = bundles.map((bundle) => placed(bundle, (path) => join(project, path)));
    return (await fingerprintOf(project, read, here)) === fingerprint ? here : undefined;
  } catch {
    // Never built, built by another version, or incomplete.
    return undefined;
  }
}

/**
 * Remembers a build for `builtBefore`, unless a source changed during the build: the change may or may not be in it.
 * @param began when the build began, epoch milliseconds
 */
export async function keepBuild(made: readonly Bundle[], began: number, project = root): Promise<void> {
  const inputs = made.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  // What a plugin made is not a file.
  const used = [...new Set(inputs.map((file) => resolve(project, file)))].filter((file) => existsSync(file));
  const sources = [...used, ...(await deciding(project))];
  const changes = await Promise.all(sources.map(async (file) => (await stat(file)).mtimeMs));
  // File systems store times in steps of some milliseconds.
  if (changes.some((changed) => changed > began - 50)) return;
  const inProject = (path: string) => relative(project, path);
  const read = used.map(inProject);
  const fingerprint = await fingerprintOf(project, read, made);
  const kept: Kept = { read, fingerprint, bundles: made.map((bundle) => placed(bundle, inProject)) };
  await replaceFile(recordOf(project), JSON.stringify(kept));
}

function placed(bundle: Bundle, place: (path: string) => string): Bundle {
  return { ...bundle, folder: place(bundle.folder), archive: place(bundle.archive) };
}

async function fingerprintOf(
  project: string,
  read: readonly string[],
  bundles: readonly Bundle[],
): Promise<string> {
  const others = [...(await deciding(project)), ...(await madeOf(project, bundles))];
  const all = new Set([...read, ...others.map((file) => relative(project, file))]);
  const hash = createHash('sha256').update(process.version);
  for (const file of [...all].sort()) {
    const content = await readFile(join(project, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function deciding(project: string): Promise<string[]> {
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(project, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    }),
  );
  return [...listed.flat(), ...files.map((file) => join(project, file)).filter((file) => existsSync(file))];
}

/** Archives, source maps, and the contents of the archives; without temporary files of another build. */
async function madeOf(project: string, bundles: readonly Bundle[]): Promise<string[]> {
  const places = [join(project, '.build'), ...bundles.map(({ folder }) => folder)];
  const listed = await Promise.all(
    places.map(async (place) => (await readdir(place)).map((name) => join(place, name))),
  );
  return listed.flat().filter((file) => /\.(zip|map|js)$|\/package\.json$/.test(file));
}
