import type { ChangedCluster, DryRun } from '../api/client.ts';
import { type Io, lookOn, type Stream } from '../program/io.ts';
import { checkLines } from './checkLines.ts';
import { planLines } from './planLines.ts';
import { printable, wrapped } from './text.ts';

/** The answer to a change: each check, the plan and the notices, as lines that fit the stream. */
export function changeLines(
  { preflight, plan, notices = [] }: Partial<Pick<ChangedCluster | DryRun, 'preflight' | 'plan' | 'notices'>>,
  stream: Stream,
  io: Pick<Io, 'environment' | 'now'>,
): string[] {
  const look = lookOn(stream, io);
  return [
    ...checkLines(preflight?.checks ?? [], look),
    ...(plan === undefined ? [] : planLines(plan, look)),
    ...notices.flatMap((notice) => wrapped(`! ${printable(notice)}`, look.width)),
  ];
}
