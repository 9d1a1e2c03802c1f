import type { Check } from '../../shared/api/schemas.ts';
import { clockAt } from '../../shared/fleet/clock.ts';
import { endWords, lifeWords, renewalWords } from '../../shared/fleet/cluster/lifeWords.ts';
import { eventLines } from '../events/eventLines.ts';
import type { Look } from '../program/io.ts';
import { causeLines } from '../terminal/causes.ts';
import { checkLines } from '../terminal/checkLines.ts';
import { signed } from '../terminal/signed.ts';
import { printable, wrapped } from '../terminal/text.ts';
import type { Verdict } from './decideVerdict.ts';
import type { Known } from './readEvidence.ts';

interface Found extends Known {
  verdict: Verdict;
  remedies: readonly string[];
  /** As they are typed. */
  commands: readonly string[];
  fromHere?: readonly Check[] | undefined;
  /** The context with which this machine looked. */
  context?: string | undefined;
}

/** The verdict, on one line if it fits; then its evidence; then what repairs it. */
export function doctorLines(found: Found, { now, width: columns, colour }: Look): string[] {
  const width = Math.max(10, columns);
  const { cluster, check, events, verdict, fromHere, context } = found;
  const { status } = cluster;
  const clock = clockAt(now);
  const isWell = verdict.cause === 'none';
  const head = `${isWell ? '✓' : '✗'} ${printable(cluster.name)}: ${printable(verdict.reason)}`;
  const { expiresAt, server, identity } = status.kubeconfig;
  const state = [
    `${status.phase}. ${lifeWords(status, undefined, clock)}`,
    `Credential: ${identity ?? 'unknown identity'} at ${server}; ${expiresAt === undefined ? 'its end is unknown' : endWords(expiresAt, clock)}.`,
    ...renewalWords(cluster, clock),
  ];
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', ...wrapped(title, width), ...lines];
  const look = { width, colour };
  const evidence = (each: Check) => withoutRemedy(each, verdict);
  return [
    ...signed(wrapped(head, width), isWell ? 32 : 31, colour),
    ...verdict.notes.flatMap((note) => wrapped(printable(note), width, '  ')),
    ...section('From where the pushes run', checkLines(check.preflight.checks.map(evidence), look)),
    ...section(
      `From this machine, by the context ${printable(context ?? '')}`,
      checkLines((fromHere ?? []).map(evidence), look),
    ),
    ...section('What was recorded', [
      ...state.flatMap((line) => wrapped(printable(line), width, '  ')),
      ...causeLines(status, width),
    ]),
    ...section(
      'Latest events',
      events.flatMap((event) =>
        eventLines({ ...event, cluster: cluster.name }, { width, several: false, colour }),
      ),
    ),
    ...(isWell && found.commands.length === 0
      ? []
      : section('What mends it', [
          ...found.remedies.flatMap((remedy) => wrapped(`→ ${printable(remedy)}`, width, '  ')),
          ...found.commands.flatMap((command) => wrapped(command, width, '  ')),
        ])),
  ];
}

/** A check whose remedy is shown elsewhere is shown without it. */
function withoutRemedy(check: Check, { failed }: Verdict): Check {
  if (!failed.includes(check)) return check;
  const { remedy: _, ...rest } = check;
  return rest;
}
