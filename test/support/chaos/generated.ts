import { test } from '@jest/globals';
import fc from 'fast-check';
import { survive } from './chaos.ts';
import { commitHash, seedOf } from './seed.ts';
import { schedule } from './steps/arbitrary.ts';
import { useService } from './useService.ts';

/** In all files together. Few, since most of them are new with each commit. */
const defaultRuns = 600;
const files = 4;

/** Milliseconds for one schedule: far more than it takes. */
const patience = 3_000;

/** Milliseconds to search for a smaller failing schedule: one that hangs takes 20 s each time. */
const shrinking = 300_000;

/**
 * Tests one share of the generated schedules; `seedOf` says which. `CHAOS_SEED` and `CHAOS_RUNS` select others, and
 * more; `CHAOS_PATH` selects one that failed.
 */
export function testGenerated(file: number): void {
  const service = useService();
  const { env } = process;
  const seed = seedOf(file, env['CHAOS_SEED'], commitHash(import.meta.dirname));
  const path = env['CHAOS_PATH'];
  // fast-check continues behind the one that a path selects.
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
    // After this, every schedule counts as survived, so that the smallest failing one so far is reported.
    if (performance.now() > giveUpAt) return;
    try {
      await survive(service(), given);
    } catch (error) {
      giveUpAt = Math.min(giveUpAt, performance.now() + shrinking);
      throw error;
    }
  });
  // When a failure is repeated, do not search for a smaller one again.
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
