import stringWidth from 'fast-string-width';
import type { ClusterResource } from '../../shared/api/schemas.ts';
import { clockAt } from '../../shared/fleet/clock.ts';
import type { Look } from '../program/io.ts';
import { causeLines } from './causes.ts';
import { looks } from './phases.ts';
import { clipped, padded, printable, wrapped } from './text.ts';
import { ago, leftUntil } from './times.ts';

interface TableOptions extends Look {
  /** Without the lines about what is in trouble. */
  brief?: boolean;
  /** Most lines of the table; the worst clusters stay. Default: all. */
  height?: number;
}

const headings = ['CLUSTER', 'PHASE', 'VALID FOR', 'NAMESPACES', 'LAST PUSH', 'CREDENTIAL'] as const;

/** From this many columns on, there is room for the life of PullPass's own credential. */
const wide = 100;

/** Below this many columns, each cluster takes two lines. */
const narrow = 64;

/** The fleet as table lines: each cluster, and below one in trouble what failed and what to do. */
export function fleetTable(clusters: readonly ClusterResource[], options: TableOptions): string[] {
  const width = Math.max(10, options.width);
  if (clusters.length === 0) return wrapped('No clusters are registered.', width);
  const head = width < narrow ? [] : [''];
  const blocks = blocksOf(clusters, { ...options, width });
  const { height = Number.POSITIVE_INFINITY } = options;
  const needed = head.length + blocks.reduce((sum, { lines }) => sum + lines.length, 0);
  if (needed <= height) return [...headLine(blocks, width), ...blocks.flatMap(({ lines }) => lines)];

  const kept: Block[] = [];
  let room = height - head.length - 1;
  for (const block of blocks.toSorted((a, b) => b.urgency - a.urgency)) {
    if (block.lines.length > room) break;
    kept.push(block);
    room -= block.lines.length;
  }
  const rest = clipped(`… and ${clusters.length - kept.length} more`, width);
  return [...headLine(blocks, width), ...kept.flatMap(({ lines }) => lines), rest];
}

interface Block {
  lines: string[];
  urgency: number;
  widths: readonly number[];
}

function blocksOf(clusters: readonly ClusterResource[], options: TableOptions): Block[] {
  const { width, now, brief = false } = options;
  const rows = clusters.map((cluster) => cellsOf(cluster, now).slice(0, width < wide ? -1 : undefined));
  const widths = columnWidths(rows, width);
  return clusters.map((cluster, index) => {
    const cells = rows[index] ?? [];
    const line =
      width < narrow ? twoLines(cells, cluster, options) : [oneLine(cells, widths, cluster, options)];
    return {
      lines: [...line, ...(brief ? [] : causeLines(cluster.status, width))],
      urgency: looks[cluster.status.phase].urgency,
      widths,
    };
  });
}

function cellsOf({ name, status }: ClusterResource, now: number): string[] {
  const { chosen, ready } = status.namespaces;
  return [
    printable(name),
    `${looks[status.phase].symbol} ${status.phase}`,
    validFor(status, now),
    `${ready}/${chosen}`,
    status.lastAttemptAt === undefined ? '–' : ago(status.lastAttemptAt, now),
    credentialOf(status, now),
  ];
}

function credentialOf({ kubeconfig: { renews, expiresAt } }: ClusterResource['status'], now: number): string {
  if (renews) return 'renews';
  if (expiresAt === undefined) return '–';
  return Date.parse(expiresAt) <= now ? 'ended' : clockAt(now).left(expiresAt);
}

function validFor({ validUntil, endless }: ClusterResource['status'], now: number): string {
  if (endless) return 'ever';
  return validUntil === undefined ? '–' : leftUntil(validUntil, now);
}

/** The name gets what the others leave. */
function columnWidths(rows: readonly string[][], width: number): number[] {
  const natural = headings
    .slice(0, rows[0]?.length)
    .map((heading, column) =>
      Math.max(stringWidth(heading), ...rows.map((row) => stringWidth(row[column] ?? ''))),
    );
  const [name = 0, ...others] = natural;
  const taken = others.reduce((sum, each) => sum + each + 2, 0);
  return [Math.min(name, width - taken), ...others];
}

function headLine(blocks: readonly Block[], width: number): string[] {
  if (width < narrow) return [];
  const widths = blocks[0]?.widths ?? [];
  return [
    headings
      .slice(0, widths.length)
      .map((heading, column) => padded(heading, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  ];
}

function oneLine(
  cells: readonly string[],
  widths: readonly number[],
  { status }: ClusterResource,
  { colour }: TableOptions,
): string {
  const shown = cells.map((cell, column) => {
    const text = padded(clipped(cell, widths[column] ?? 0), widths[column] ?? 0);
    return column === 1 ? coloured(text, status.phase, colour) : text;
  });
  return shown.join('  ').trimEnd();
}

function twoLines(
  [name = '', phase = '', ...others]: readonly string[],
  { status }: ClusterResource,
  { width, colour }: TableOptions,
): string[] {
  const [valid, namespaces, pushed] = others;
  const shown = coloured(clipped(phase, width), status.phase, colour);
  const room = width - stringWidth(phase) - 1;
  return [
    ...(room < 5 ? [shown, clipped(name, width)] : [`${shown} ${clipped(name, room)}`]),
    clipped(`  ${valid} · ${namespaces} ns · ${pushed}`, width),
  ];
}

function coloured(text: string, phase: ClusterResource['status']['phase'], colour: boolean): string {
  return colour ? `\x1b[${looks[phase].colour}m${text}\x1b[0m` : text;
}
