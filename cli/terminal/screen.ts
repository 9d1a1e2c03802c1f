import type { ClusterResource } from '../../shared/api/schemas.ts';
import { changes } from './changes.ts';
import { inPlaceOn, type Output, sizeOf } from './inPlace.ts';
import { fleetTable } from './table.ts';
import { folded, harmless } from './text.ts';

export type { Output };

/** Where the fleet is shown. */
export interface Screen {
  /** A line that stays. Text from outside is made safe for the terminal. */
  say(line: string): void;
  /** Lines that stay and are already safe, such as those of a table. */
  print(lines: readonly string[]): void;
  /** The fleet as it is now. */
  show(clusters: readonly ClusterResource[]): void;
  /** Redraws what was last shown, since times change. */
  refresh(): void;
}

/** The table, redrawn in place on a terminal; elsewhere, a plain line for each change. */
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
  const place = inPlaceOn(output);
  const draw = (above: readonly string[]) => {
    const { columns, rows } = sizeOf(output);
    place.draw(
      above,
      clusters === undefined
        ? []
        : ['', ...fleetTable(clusters, { now: now(), width: columns, colour, height: rows - 2 })],
    );
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
