import type { ChangedCluster, DryRun } from '../api/client.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { writeLines } from '../output/say.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { changeLines } from '../terminal/changeLines.ts';
import { wrapped } from '../terminal/text.ts';
import { plural } from '../words.ts';

/** Prints the answer to a change of a cluster, and the result in a word. */
export function tell(
  answer: ChangedCluster | DryRun,
  cluster: string,
  became: string,
  options: Globals,
  io: Io,
): void {
  const { stdout } = io;
  print(io, options.output, {
    data: answer,
    names: [cluster],
    lines: () => [...changeLines(answer, stdout, io), ...wrapped(became, columnsOf(stdout))],
  });
  if (!('dryRun' in answer)) sayNext(io, options, 'See how the next push goes', `get ${cluster}`);
}

/**
 * Shows on stderr, before a question, what a yes would do. Passed checks are only counted, so that the plan stays
 * visible.
 */
export function foretell(answer: DryRun, io: Io): void {
  const { checks, ...preflight } = answer.preflight;
  const open = checks.filter(({ result }) => result !== 'passed');
  const passed = checks.length - open.length;
  const lines = [
    ...(passed === 0 ? [] : [`✓ ${plural(passed, 'check')} passed.`]),
    ...changeLines({ ...answer, preflight: { ...preflight, checks: open } }, io.stderr, io),
  ];
  writeLines(io.stderr, lines);
}
