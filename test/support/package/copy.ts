import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../cli/deploy/build/functions.ts';

/** Everything that is read to make the package. */
const parts = [
  'cli',
  'functions',
  'infra',
  'scripts',
  'shared',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

export interface Copy {
  folder: string;
  remove(): Promise<void>;
}

/** A copy of the project in which the package was made (prepack): in another folder, time zone and language. */
export async function packagedCopy(): Promise<Copy> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-copy-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await promisify(execFile)(process.execPath, ['--no-warnings', 'scripts/package.ts'], {
      cwd: folder,
      env: { ...process.env, TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8' },
    });
    return { folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
