import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../cli/deploy/build/functions.ts';
import { functionsOfToday } from '../../infra/support/template.ts';
import { npmCommand } from '../tools/npm.ts';

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

/** Packs the project as it is, and installs the tarball into an empty folder: offline, and with install scripts off. */
export async function packAndInstall(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-pack-'));
  // The same build that other test files use.
  await functionsOfToday();
  const [npm, ...args] = npmCommand();
  const { stdout } = await run(npm, [...args, 'pack', '--json', '--pack-destination', folder], { cwd: root });
  // The output of prepack comes first.
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as {
    filename: string;
    files: { path: string }[];
  }[];
  if (packed === undefined) throw new Error(`npm pack made nothing:\n${stdout}`);
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await writeFile(join(empty, 'package.json'), '{ "private": true }\n');
  const options = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run(npm, [...args, 'install', ...options, join(folder, packed.filename)], {
    cwd: empty,
    env: { PATH: process.env['PATH'], HOME: folder },
  });
  return {
    folder,
    empty,
    package: join(empty, 'node_modules/pullpass'),
    bin: join(empty, 'node_modules/.bin/pullpass'),
    files: packed.files.map(({ path }) => path).sort(),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
