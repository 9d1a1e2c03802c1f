import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes a data folder for this process, and creates it (mode 0700) if it does not exist.
 *
 * @returns releases it
 * @throws Error if it cannot be created, or another living process has it: two writers would destroy each other's data
 */
export async function takeDataFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new Error(`The data folder ${folder} cannot be made (${error.message}). Give another with --data.`);
  });
  const file = join(folder, 'pid');
  for (let stale = false; ; stale = true) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (error) {
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || stale) throw error;
      if (holder > 0 && isAlive(holder)) {
        throw new Error(
          `The data folder ${folder} is in use by process ${holder}. Stop that one first, or take another folder.`,
        );
      }
      await rm(file, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
