import { stripVTControlCharacters } from 'node:util';
import type { ClusterResource } from '../../shared/api/schemas.ts';
import { changes } from './changes.ts';
import { fleetTable } from './table.ts';
import { folded, harmless, widthOf } from './text.ts';

/** What a terminal is asked for; `process.stdout` is one. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  write(text: string): unknown;
}

/** Where the fleet is shown. */
export interface Screen {
  /** A line that stays. What comes from outside is made safe for the terminal. */
  say(line: string): void;
  /** Lines that stay and are safe already, such as those of a table. */
  print(lines: readonly string[]): void;
  /** The fleet as it is now. */
  show(clusters: readonly ClusterResource[]): void;
  /** Draws what was shown last again, as times go on. */
  refresh(): void;
}

/** The table in place on a terminal; elsewhere a plain line for each change. */
export function screenOn(output: Output, options: { colour: boolean; now: () => number }): Screen {
  return output.isTTY === true ? inPlace(output, options) : plainLines(output, options);
}

function plainLines(output: Output, { now }: { now: () => number }): Screen {
  let before: readonly ClusterResource[] = [];
  return {
    say: (line) => void output.write(`${harmless(line)}\n`),
    print: (lines) => void output.write(lines.map((line) => `${line}\n`).join('')),
    show(clusters) {
      for (const line of changes(before, clusters, now())) output.write(`${line}\n`);
      before = clusters;
    },
    refresh() {},
  };
}

function inPlace(output: Output, { colour, now }: { colour: boolean; now: () => number }): Screen {
  let clusters: readonly ClusterResource[] | undefined;
  let drawn: readonly string[] = [];
  const size = () => ({ columns: output.columns || 80, rows: output.rows || 24 });

  /** The terminal may have become narrower since, and broken the lines that it shows. */
  const erase = () => {
    const { columns } = size();
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns)),
      0,
    );
    return rows === 0 ? '' : `\x1b[${rows}A\r\x1b[0J`;
  };
  const draw = (above: readonly string[]) => {
    const { columns, rows } = size();
    const start = erase();
    drawn =
      clusters === undefined
        ? []
        : ['', ...fleetTable(clusters, { now: now(), width: columns, colour, height: rows - 2 })];
    output.write(start + [...above, ...drawn].map((line) => `${line}\n`).join(''));
  };
  return {
    say: (line) => draw(folded(harmless(line), output).split('\n')),
    print: draw,
    show(shown) {
      clusters = shown;
      draw([]);
    },
    refresh() {
      if (clusters !== undefined) draw([]);
    },
  };
}
