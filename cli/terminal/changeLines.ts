import type { ChangedCluster, DryRun } from '../api/client.ts';
import { coloursOn, columnsOf, type Io, type Stream } from '../program/io.ts';
import { checkLines } from './checkLines.ts';
import { planLines } from './planLines.ts';
import { printable, wrapped } from './text.ts';

/** What an answer to a change says: each check, the plan, and what to know, as lines that fit the stream. */
export function changeLines(
  { preflight, plan, notices = [] }: Pick<ChangedCluster | DryRun, 'preflight' | 'plan' | 'notices'>,
  stream: Stream,
  { environment }: Pick<Io, 'environment'>,
): string[] {
  const width = columnsOf(stream);
  return [
    ...checkLines(preflight?.checks ?? [], { width, colour: coloursOn(stream, environment) }),
    ...planLines(plan, { width }),
    ...notices.flatMap((notice) => wrapped(`! ${printable(notice)}`, width)),
  ];
}
