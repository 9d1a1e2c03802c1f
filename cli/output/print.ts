import { stringify } from 'yaml';
import type { Io } from '../program/io.ts';
import { writeLines } from './say.ts';

export type Format = 'table' | 'json' | 'yaml' | 'name';

/** The same data in each of its formats. */
export interface Printed {
  /** For json and yaml. */
  data: unknown;
  /** For name: one per line. */
  names: readonly string[];
  /** For people: lines that fit the terminal and are safe for it. */
  lines: () => readonly string[];
}

/** Prints data on stdout in the requested format. */
export function print({ stdout }: Io, format: Format, { data, names, lines }: Printed): void {
  if (format === 'json') stdout.write(`${JSON.stringify(data, undefined, 2)}\n`);
  else if (format === 'yaml') stdout.write(stringify(data));
  else writeLines(stdout, format === 'name' ? names : lines());
}
