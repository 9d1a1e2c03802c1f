/** The share of a property's runs in `npm test`; .ci/run does all of them. */
const share = 0.2;

/**
 * How many times fast-check tries a property. FUZZ_FACTOR=1 in the environment: as many as it states; 40: a long
 * search. Inputs are new in each run; a failure prints the seed.
 */
export function runs(
  count: number,
  factor = Number(process.env['FUZZ_FACTOR'] || share),
): { numRuns: number } {
  if (!(factor > 0)) throw new Error(`FUZZ_FACTOR: expected a number above 0, received ${factor}.`);
  return { numRuns: Math.ceil(count * factor) };
}
