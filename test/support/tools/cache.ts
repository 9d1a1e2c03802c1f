import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { once } from './lock.ts';

/** Where tools that are expensive to build are kept, outside the checkout. */
function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'pullpass');
}

/**
 * The folder of a tool built from `inputs`; builds it unless an earlier run did. Concurrent callers wait for one build,
 * even in another process. A build that fails or is interrupted leaves nothing under the final name. `build` receives
 * the folder to fill, which is moved afterwards, so its contents must not contain its own path (run a Python venv as
 * `bin/python -m module`).
 */
export async function cached(
  tool: string,
  inputs: readonly (string | Uint8Array)[],
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(process.arch);
  for (const input of inputs) hash.update('\0').update(input);
  const folder = join(cacheRoot(), `${tool}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;

  await mkdir(cacheRoot(), { recursive: true });
  await once(
    `${folder}.lock`,
    () => existsSync(folder),
    () => buildInto(folder, build),
  );
  return folder;
}

async function buildInto(folder: string, build: (folder: string) => Promise<void>): Promise<void> {
  const building = await mkdtemp(`${folder}.building-`);
  try {
    await build(building);
    await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}
