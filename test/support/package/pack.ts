import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../cli/deploy/build/functions.ts';
import { replaceFile } from '../../../cli/deploy/build/replaceFile.ts';
import { functionsOfToday } from '../../infra/support/template.ts';
import { once } from '../tools/lock.ts';
import { npmCommand } from '../tools/npm.ts';
import { runFolder } from '../tools/runFolder.ts';

const run = promisify(execFile);

export interface Installed {
  /** The folder of everything, to be removed afterwards. */
  folder: string;
  /** The folder that it was installed into, which was empty. */
  empty: string;
  /** The folder of the installed package. */
  package: string;
  /** What npm installed there to be run. */
  bin: string;
  /** The tarball's files, as `npm pack` lists them. */
  files: string[];
  remove(): Promise<void>;
}

/** What `npm pack` made. */
interface Packed {
  filename: string;
  files: { path: string }[];
}

/** Packs the project as it is, and installs the tarball into an empty folder: offline, and with install scripts off. */
export async function packAndInstall(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-pack-'));
  const { tarball, files } = await packed(runFolder ?? folder);
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await writeFile(join(empty, 'package.json'), '{ "private": true }\n');
  const options = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  const [npm, ...args] = npmCommand();
  await run(npm, [...args, 'install', ...options, tarball], {
    cwd: empty,
    env: { PATH: process.env['PATH'], HOME: folder },
  });
  return {
    folder,
    empty,
    package: join(empty, 'node_modules/pullpass'),
    bin: join(empty, 'node_modules/.bin/pullpass'),
    files,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Packs the project into the folder, unless that has been done. */
async function packed(folder: string): Promise<{ tarball: string; files: string[] }> {
  const listed = join(folder, 'packed.json');
  await once(
    `${listed}.lock`,
    () => existsSync(listed),
    async () => replaceFile(listed, JSON.stringify(await pack(folder))),
  );
  const { filename, files }: Packed = JSON.parse(await readFile(listed, 'utf8'));
  return { tarball: join(folder, filename), files: files.map(({ path }) => path).sort() };
}

async function pack(folder: string): Promise<Packed> {
  // The same build that other test files use.
  await functionsOfToday();
  const [npm, ...args] = npmCommand();
  const { stdout } = await run(npm, [...args, 'pack', '--json', '--pack-destination', folder], { cwd: root });
  // The output of prepack comes first.
  const [made] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as Packed[];
  if (made === undefined) throw new Error(`npm pack made nothing:\n${stdout}`);
  return made;
}
