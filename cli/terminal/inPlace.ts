import stringWidth from 'fast-string-width';

/** The used part of a terminal stream, such as `process.stdout`. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  write(text: string): unknown;
}

/** Lines of a terminal that are redrawn in place. */
export interface InPlace {
  /**
   * @param above lines that stay
   * @param lines that replace those drawn last
   */
  draw(above: readonly string[], lines: readonly string[]): void;
}

/** Columns and lines of a terminal. */
export const sizeOf = ({ columns, rows }: Output) => ({ columns: columns || 80, rows: rows || 24 });

export function inPlaceOn(output: Output): InPlace {
  let drawn: readonly string[] = [];

  /**
   * Moves to the first of the lines drawn last; the terminal may have become narrower since, and broken them. Each line
   * is erased when the next one replaces it: tmux would treat erasing all of them at once as clearing the screen, and
   * keep them as history.
   */
  const back = () => {
    const { columns } = sizeOf(output);
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
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
