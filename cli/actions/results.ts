import { print } from '../output/print.ts';
import { refusedLines } from '../output/refusedLines.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { printable, wrapped } from '../terminal/text.ts';

/** The result for one cluster: the same in json and yaml. */
export type Result =
  | { name: string; result: 'done' | 'not begun' | 'unknown' }
  | { name: string; result: 'failed'; message: string; remedy?: string };

/** @param done what happened to the successful ones, as in `prod-eu-1: paused` */
export function printResults(results: readonly Result[], done: string, { output }: Globals, io: Io): void {
  const width = columnsOf(io.stdout);
  print(io, output, {
    data: results,
    names: results.filter(({ result }) => result === 'done').map(({ name }) => name),
    lines: () => results.flatMap((result) => linesOf(result, done, width)),
  });
}

function linesOf(result: Result, done: string, width: number): string[] {
  const name = printable(result.name);
  if (result.result === 'failed') return refusedLines(name, result, { width });
  if (result.result === 'done') return wrapped(`✓ ${name}: ${done}`, width);
  if (result.result === 'not begun') return wrapped(`− ${name}: not begun`, width);
  return wrapped(`? ${name}: no answer yet, so it is unknown whether it was done`, width);
}
