import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Bundle } from './bundle.ts';
import { root } from './functions.ts';
import { replaceFile } from './replaceFile.ts';

/** What a build was made of, and what it made. */
interface Kept {
  /** Every file that esbuild read. */
  read: readonly string[];
  /** SHA-256 of these, of all that may decide what is read and how, and of what was made. */
  fingerprint: string;
  bundles: readonly Bundle[];
}

const recordOf = (project: string) => join(project, '.build/kept.json');

/** The sources and what bundles them: a new file among them counts, too. */
const folders = ['functions', 'shared', 'cli/deploy/build'];
/** What is installed; and what esbuild and Node read of themselves, where there is such a file. */
const files = ['package.json', 'tsconfig.json', 'node_modules/.package-lock.json'];

/** The bundles that are in .build/, if they were made of exactly what is here now, and nobody changed them since. */
export async function builtBefore(project = root): Promise<Bundle[] | undefined> {
  try {
    const { read, fingerprint, bundles }: Kept = JSON.parse(await readFile(recordOf(project), 'utf8'));
    return (await fingerprintOf(project, read, bundles)) === fingerprint ? [...bundles] : undefined;
  } catch {
    // Never built, by another version, or something of it is gone.
    return undefined;
  }
}

/**
 * Remembers a build for `builtBefore`, unless something was changed while it was made, which may or may not be in it.
 * @param began when the build began, milliseconds since 1970
 */
export async function keepBuild(made: readonly Bundle[], began: number, project = root): Promise<void> {
  const inputs = made.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  // What a plugin made is no file.
  const read = [...new Set(inputs.map((file) => resolve(project, file)))].filter((file) => existsSync(file));
  const sources = [...read, ...(await deciding(project))];
  const changes = await Promise.all(sources.map(async (file) => (await stat(file)).mtimeMs));
  // File systems count time in ticks of some milliseconds.
  if (changes.some((changed) => changed > began - 50)) return;
  const fingerprint = await fingerprintOf(project, read, made);
  const kept: Kept = { read, fingerprint, bundles: made };
  await replaceFile(recordOf(project), JSON.stringify(kept));
}

async function fingerprintOf(
  project: string,
  read: readonly string[],
  bundles: readonly Bundle[],
): Promise<string> {
  const all = new Set([...read, ...(await deciding(project)), ...(await madeOf(project, bundles))]);
  const hash = createHash('sha256').update(process.version);
  for (const file of [...all].sort()) {
    const content = await readFile(file);
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

/** Archives, source maps, and what the archives hold; not what another build is about to put in their place. */
async function madeOf(project: string, bundles: readonly Bundle[]): Promise<string[]> {
  const places = [join(project, '.build'), ...bundles.map(({ folder }) => folder)];
  const listed = await Promise.all(
    places.map(async (place) => (await readdir(place)).map((name) => join(place, name))),
  );
  return listed.flat().filter((file) => /\.(zip|map|js)$|\/package\.json$/.test(file));
}
