import { parseArgs } from 'node:util';

const benchmarkNames = [
  'bundle',
  'init',
  'cluster',
  'fleet',
  'hung',
  'hostile',
  'tick',
  'widget',
  'program',
] as const;
export type BenchmarkName = (typeof benchmarkNames)[number];

export const usage = `Usage: npm run bench -- [--only NAME] [--rounds N] [--json FILE]

Measures what the README promises and prints the table, in about nine minutes.
docs/benchmarks.md says how each figure is measured.

  --only    one of ${benchmarkNames.join(', ')}
  --rounds  rounds that count, 3 or more (default: 7)
  --json    writes every round, and what it was measured on, into this file

Ends with 0, with 1 where a bound was missed, or with 2 where nothing was
measured.`;

export interface BenchOptions {
  /** File for all measurements, as JSON. */
  json?: string;
  only?: BenchmarkName;
  /** Counted rounds, for each side and round trip; one more comes first and is dropped. */
  rounds: number;
}

/** The arguments of `npm run bench -- …`. Throws what was expected and what was received. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'string' }, only: { type: 'string' }, rounds: { type: 'string', default: '7' } },
  });
  const { json, only } = values;
  if (only !== undefined && !isName(only))
    throw new Error(`--only takes ${benchmarkNames.join(', ')}; received "${only}"`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 3)
    throw new Error(`--rounds takes a whole number of 3 or more; received "${values.rounds}"`);
  return { rounds, ...(json !== undefined && { json }), ...(only !== undefined && { only }) };
}

function isName(text: string): text is BenchmarkName {
  return benchmarkNames.some((name) => name === text);
}
