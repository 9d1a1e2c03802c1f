import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const beatMs = 1_000;
/** Milliseconds without a sign of life after which a holder counts as dead. */
const deadAfterMs = 20_000;
const lookAgainMs = 200;

/**
 * Has the work done once, by the process that gets the lock file; the others wait until it is done. The lock only saves
 * work: if a holder is too busy to give a sign of life, another process starts too, and both work.
 */
export async function once(file: string, isDone: () => boolean, work: () => Promise<void>): Promise<void> {
  while (!isDone()) {
    if (await take(file)) return await holding(file, async () => (isDone() ? undefined : await work()));
    if (await isAbandoned(file)) await rm(file, { force: true });
    else await delay(lookAgainMs);
  }
}

async function holding(file: string, act: () => Promise<void>): Promise<void> {
  const beat = setInterval(() => {
    const now = new Date();
    // Another process considered the lock abandoned, and has removed it.
    utimes(file, now, now).catch(() => {});
  }, beatMs);
  try {
    await act();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs > deadAfterMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
