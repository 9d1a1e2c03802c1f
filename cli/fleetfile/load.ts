import { CommandError, exitCodes } from '../program/errors.ts';
import type { FleetText } from './files.ts';
import type { Fault } from './parse/fault.ts';
import { type Entry, parseFleet } from './parse/parseFleet.ts';

/** A cluster of one of the files. */
export interface Wanted extends Entry {
  /** As in `fleet.yaml:12`. */
  where: string;
  /** The base of its file's relative paths. */
  folder: string;
}

/** Errors that are listed; the rest are counted. */
const mostTold = 20;

/**
 * The clusters that fleet files describe. All must be correct before the API is asked anything: half a fleet must not be
 * pruned. Throws a CommandError (exit code 2) that reports every error with its file, line and column.
 */
export function clustersIn(texts: readonly FleetText[]): Wanted[] {
  const { clusters, faults } = judge(texts);
  if (faults.length > 0) throw refusal(faults);
  return clusters;
}

interface Located extends Fault {
  file: string;
}

/** Pure: what the texts say together, and what is wrong with them. */
export function judge(texts: readonly FleetText[]): { clusters: Wanted[]; faults: Located[] } {
  const read = texts.map(({ name: file, folder, text }) => {
    const { entries, faults } = parseFleet(text);
    return {
      clusters: entries.map((entry) => ({ ...entry, folder, where: `${file}:${entry.at.line}`, file })),
      faults: faults.map((fault) => ({ ...fault, file })),
    };
  });
  const clusters = read.flatMap((each) => each.clusters);
  const faults = read.flatMap((each) => each.faults);
  // A single file reports its own duplicates.
  const twins = clusters.flatMap(({ name, at, file }, index): Located[] => {
    const first = clusters.findIndex((other) => other.name === name);
    const before = clusters[first];
    if (before === undefined || first === index || isTold(faults, file, name)) return [];
    return [
      {
        file,
        ...at,
        message: `there is an entry for the cluster "${name}" at ${before.where} already`,
        remedy: 'Leave one of the two: a cluster has one entry over all files.',
      },
    ];
  });
  return { clusters, faults: [...faults, ...twins] };
}

const isTold = (faults: readonly Located[], file: string, name: string) =>
  faults.some((fault) => fault.file === file && fault.message.includes(`named "${name}"`));

/** All errors in files as one error, with exit code 2. */
function refusal(faults: readonly Located[]): CommandError {
  const told = faults
    .slice(0, mostTold)
    .flatMap(({ file, line, column, message, remedy }) => [
      `${file}:${line}:${column}: ${message}`,
      ...(remedy === undefined ? [] : [`  → ${remedy}`]),
    ]);
  const more = faults.length - mostTold;
  return new CommandError([...told, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'), {
    exitCode: exitCodes.usage,
    remedy: 'Correct the file, and run the command again. Nothing was done.',
  });
}
