import { test } from '@jest/globals';
import fc from 'fast-check';
import { survive } from './chaos.ts';
import { commitHash, seedOf } from './seed.ts';
import { schedule } from './steps/arbitrary.ts';
import { useService } from './useService.ts';

/** In all files together: few, since most of them are new with each commit. */
const defaultRuns = 600;
const files = 4;

/** Milliseconds that one schedule may take: far more than it does. */
const patience = 3_000;

/** Milliseconds in which a smaller schedule that fails is looked for: one that hangs takes 20 s each time. */
const shrinking = 300_000;

/**
 * Tests one share of the generated schedules; `seedOf` says which. `CHAOS_SEED` and `CHAOS_RUNS` give others, and more;
 * `CHAOS_PATH` leads to the one that failed.
 */
export function testGenerated(file: number): void {
  const service = useService();
  const { env } = process;
  const seed = seedOf(file, env['CHAOS_SEED'], commitHash(import.meta.dirname));
  const path = env['CHAOS_PATH'];
  // fast-check goes on behind what a path leads to.
  const numRuns = path === undefined ? Math.ceil(Number(env['CHAOS_RUNS'] ?? defaultRuns) / files) : 1;

  test(
    `a fleet survives ${numRuns} schedules of faults (seed ${seed})`,
    () => surviveSchedules(service, { seed, numRuns, ...(path !== undefined && { path }) }),
    numRuns * patience + 600_000,
  );
}

/** Throws an Error with the smallest schedule that breaks an invariant, and with the command that repeats it. */
async function surviveSchedules(
  service: () => ReturnType<ReturnType<typeof useService>>,
  options: { seed: number; numRuns: number; path?: string },
): Promise<void> {
  const startedAt = performance.now();
  let giveUpAt = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(schedule, async (given) => {
    // What is not tried any more counts as survived: the smallest that failed until now is told.
    if (performance.now() > giveUpAt) return;
    try {
      await survive(service(), given);
    } catch (error) {
      giveUpAt = Math.min(giveUpAt, performance.now() + shrinking);
      throw error;
    }
  });
  // What repeats a failure is not to look for a smaller one again.
  const run = await fc.check(property, { ...options, endOnFailure: options.path !== undefined });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`chaos: seed ${run.seed}, ${run.numRuns} schedules in ${seconds} s\n`);
  if (!run.failed) return;
  throw new Error(
    [
      run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance),
      '',
      `The smallest schedule found, after ${run.numShrinks} steps:`,
      JSON.stringify(run.counterexample?.[0], undefined, 1),
      '',
      'To repeat it:',
      `CHAOS_SEED=${run.seed} CHAOS_PATH=${run.counterexamplePath} npm run test:chaos -- generated-1`,
    ].join('\n'),
    { cause: run.errorInstance },
  );
}
