import { execFileSync } from 'node:child_process';

/** The seed of the schedules that every commit tries, and of all schedules without Git. */
export const fixedSeed = 20260301;

/**
 * The seed of a file's share of the schedules; files are numbered from 1. The first file always tries the same ones;
 * the others depend on the commit, so that more is tried over time, and a commit always repeats its own.
 *
 * @param given CHAOS_SEED, which decides for all files
 * @param commit the hash of the commit, hex
 */
export function seedOf(file: number, given?: string, commit?: string): number {
  const offset = file - 1;
  if (given !== undefined) return Number(given) + offset;
  // 28 bits: fast-check's seeds are signed 32-bit integers.
  const first = file === 1 || commit === undefined ? fixedSeed : Number.parseInt(commit.slice(0, 7), 16);
  return first + offset;
}

/** The hash of the checked-out commit; undefined without Git, or without a commit. */
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
