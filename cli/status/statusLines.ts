import { phases } from '../../shared/clusters/record.ts';
import { type Clock, clockAt } from '../../shared/fleet/clock.ts';
import { endWords, lifeWords } from '../../shared/fleet/cluster/lifeWords.ts';
import { levelLooks, phaseLooks } from '../../shared/fleet/levels.ts';
import type { Level } from '../../shared/fleet/verdict.ts';
import { clusters, number } from '../../shared/fleet/words.ts';
import type { Cluster, Fleet } from '../api/client.ts';
import type { Look } from '../program/io.ts';
import { causeLines } from '../terminal/causes.ts';
import { looks } from '../terminal/phases.ts';
import { signed } from '../terminal/signed.ts';
import { clipped, printable, wrapped } from '../terminal/text.ts';
import type { FleetStatus } from './readStatus.ts';

interface StatusLook extends Look {
  /** Most lines; the worst clusters stay. Default: as many as needed. */
  height?: number;
}

/** Clusters that are shown with their causes; further ones are counted. */
const mostShown = 20;

/** The verdict, what is in trouble with cause and remedy, and the counts, as lines that fit the terminal. */
export function statusLines(status: FleetStatus, look: StatusLook): string[] {
  const width = Math.max(10, look.width);
  const clock = clockAt(look.now);
  const head = verdictLines(status.fleet, { ...look, width });
  const foot = ['', ...countLines(status.fleet, width)];
  const room = (look.height ?? Number.POSITIVE_INFINITY) - head.length - foot.length;
  const kubeconfigs = kubeconfigLines(status, width, clock);
  const trouble = fitting(
    status.trouble.map((cluster) => blockOf(cluster, status.fleet, { ...look, width }, clock)),
    width,
    room - kubeconfigs.length,
  );
  return cut([...head, ...trouble, ...kubeconfigs, ...foot], look.height);
}

/** Cuts off the end: the verdict stays. */
function cut(lines: string[], height = Number.POSITIVE_INFINITY): string[] {
  return lines.length <= height ? lines : [...lines.slice(0, Math.max(1, height - 1)), '…'];
}

/** The page's verdict: sign, word, headline and notes. */
function verdictLines({ verdict }: Fleet, { width, colour }: Look): string[] {
  const { sign, word } = levelLooks[verdict.level];
  const [first = '', ...rest] = wrapped(`${sign} ${word}: ${printable(verdict.headline)}`, width);
  const mark = `${sign} ${word}`;
  const coloured =
    colour && first.startsWith(mark)
      ? `\x1b[${levelColours[verdict.level]}m${mark}\x1b[0m${first.slice(mark.length)}`
      : first;
  return [coloured, ...rest, ...verdict.notes.flatMap((note) => wrapped(printable(note), width, '  '))];
}

/** SGR parameters. */
const levelColours: Readonly<Record<Level, number>> = {
  empty: 2,
  safe: 32,
  attention: 33,
  risk: 33,
  uncovered: 31,
  expired: 31,
};

interface Block {
  /** The cluster, its phase, and how long it can pull. */
  head: string[];
  causes: string[];
}

function blockOf({ name, status }: Cluster, { limits }: Fleet, { width, colour }: Look, clock: Clock): Block {
  const { phase } = status;
  // A Healthy one is listed because its token expires soon.
  const look = phase === 'Healthy' ? 'Degraded' : phase;
  const head = `${phaseLooks[look].sign} ${printable(name)} ${phase}. ${lifeWords(status, limits, clock)}`;
  const lines = signed(wrapped(head, width), looks[look].colour, colour);
  return { head: ['', ...lines], causes: causeLines(status, width) };
}

/** As many clusters as fit, the worst with their causes, and how many more there are. */
function fitting(blocks: readonly Block[], width: number, room: number): string[] {
  const shown: string[] = [];
  for (const [index, { head, causes }] of blocks.entries()) {
    const further = blocks.length - index;
    // Two lines say how many more there are.
    const left = room - shown.length - (further === 1 ? 0 : 2);
    if (index >= mostShown || head.length > left)
      return [...shown, '', clipped(`… and ${clusters(further)} more in trouble`, width)];
    shown.push(...head, ...(head.length + causes.length > left ? [] : causes));
  }
  return shown;
}

/** Kubeconfigs that are named. */
const mostNamed = 5;

function kubeconfigLines({ fleet, kubeconfigs }: FleetStatus, width: number, clock: Clock): string[] {
  if (kubeconfigs.length === 0) return [];
  const more = kubeconfigs.length - mostNamed;
  return [
    '',
    ...wrapped(`Kubeconfigs that expire within ${number(fleet.limits.kubeconfigDays)} days`, width),
    ...kubeconfigs.slice(0, mostNamed).flatMap(({ name, renew, status }) => {
      const end = endWords(status.kubeconfig.expiresAt ?? '', clock);
      const why = renew ? `, and was not renewed: pullpass get ${name} says why` : '';
      return wrapped(printable(`${name} ${end}${why}`), width, '  ');
    }),
    ...(more > 0 ? [clipped(`  … and ${clusters(more)} more`, width)] : []),
    ...wrapped(
      '→ Replace each with pullpass rotate before it expires: PullPass cannot write to a cluster without one.',
      width,
      '  ',
    ),
  ];
}

/** `40 clusters: ✓ 38 Healthy, ✗ 2 Failing`. */
function countLines({ registered, phases: counts }: Fleet, width: number): string[] {
  const each = phases.flatMap((phase) => {
    const count = counts[phase] ?? 0;
    return count === 0 ? [] : [`${phaseLooks[phase].sign} ${number(count)} ${phase}`];
  });
  return wrapped([clusters(registered), each.join(', ')].filter(Boolean).join(': '), width);
}
