import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../cli/deploy/build/functions.ts';

/** The parts of the project that a deployment needs, with the functions that are built: those of an equal copy. */
const parts = [
  ...['functions', 'shared', 'local', 'cli', 'infra', 'scripts'],
  ...['serverless.yml', 'package.json', 'tsconfig.json', '.build'],
];

/** A copy of the project, to be changed like a next version, and deployed. */
export interface Version {
  folder: string;
  /** Replaces text in a file; the returned function undoes it. @throws if the text is not there */
  edit(file: string, from: string, to: string): Promise<() => Promise<void>>;
  /** Replaces a file's content. */
  replace(file: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

export async function nextVersion(): Promise<Version> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-next-'));
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    async edit(file, from, to) {
      const text = await readFile(join(folder, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not hold: ${from}`);
      await writeFile(join(folder, file), text.replace(from, to));
      return () => writeFile(join(folder, file), text);
    },
    replace: (file, text) => writeFile(join(folder, file), text),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
