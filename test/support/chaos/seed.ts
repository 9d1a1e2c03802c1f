import { execFileSync } from 'node:child_process';

/** Of the schedules that every commit is tried with, and of all of them where there is no Git. */
export const fixedSeed = 20260301;

/**
 * The seed of a file's share of the schedules, the files being numbered from 1. The first file tries the same ones
 * for every commit; the others are led by the commit, so that over time more is tried, and a commit repeats its own.
 *
 * @param given CHAOS_SEED, which decides for all files
 * @param commit the hash of the commit, hex
 */
export function seedOf(file: number, given?: string, commit?: string): number {
  const offset = file - 1;
  if (given !== undefined) return Number(given) + offset;
  // 28 bits: fast-check's seeds are signed integers of 32.
  const first = file === 1 || commit === undefined ? fixedSeed : Number.parseInt(commit.slice(0, 7), 16);
  return first + offset;
}

/** The hash of the commit that is checked out; undefined if there is no Git, or nothing is committed. */
export function commitHash(folder: string): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--verify', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
