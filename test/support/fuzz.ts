/** The share of its runs that a property is tried in `npm test`; .ci/run tries all of them. */
const share = 0.2;

/**
 * How often a property is tried, for fast-check: FUZZ_FACTOR=1 in the environment for as often as it says, 40 for a
 * long search. The schedules and inputs are new ones in each run; a failure prints the seed.
 */
export function runs(
  count: number,
  factor = Number(process.env['FUZZ_FACTOR'] || share),
): { numRuns: number } {
  if (!(factor > 0)) throw new Error(`FUZZ_FACTOR: expected a number above 0, received ${factor}.`);
  return { numRuns: Math.ceil(count * factor) };
}
