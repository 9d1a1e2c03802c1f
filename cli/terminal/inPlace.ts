import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './text.ts';

/** What a terminal is asked for; `process.stdout` is one. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  write(text: string): unknown;
}

/** Lines of a terminal that are drawn over the ones before. */
export interface InPlace {
  /**
   * @param above lines that stay
   * @param lines that take the place of those drawn last
   */
  draw(above: readonly string[], lines: readonly string[]): void;
}

/** Columns and lines of a terminal. */
export const sizeOf = ({ columns, rows }: Output) => ({ columns: columns || 80, rows: rows || 24 });

export function inPlaceOn(output: Output): InPlace {
  let drawn: readonly string[] = [];

  /**
   * To the first of the lines drawn last; the terminal may have become narrower since, and broken them. Each line is erased
   * as the next takes its place: tmux takes all of them at once for a cleared screen, and would keep each as history.
   */
  const back = () => {
    const { columns } = sizeOf(output);
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns)),
      0,
    );
    return rows === 0 ? '' : `\x1b[${rows}A\r`;
  };
  return {
    draw(above, lines) {
      const start = back();
      drawn = lines;
      output.write(`${start + [...above, ...lines].map((line) => `\x1b[2K${line}\n`).join('')}\x1b[0J`);
    },
  };
}
