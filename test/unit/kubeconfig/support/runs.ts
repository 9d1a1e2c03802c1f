/** How often a property is tried: FUZZ_FACTOR=40 in the environment makes a long search of a quick test. */
export const runs = (count: number) => ({ numRuns: count * Number(process.env['FUZZ_FACTOR'] ?? 1) });
