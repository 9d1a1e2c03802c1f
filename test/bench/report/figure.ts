/** One figure that the project promises, as measured. */
export interface Figure {
  what: string;
  /** The limit in words. */
  must: string;
  /** What was measured, in words. */
  measured: string;
  held: boolean;
}

/** A figure that may be at most `limit`. */
export function atMost(
  what: string,
  value: number,
  { limit, must, shown }: { limit: number; must: string; shown: string },
): Figure {
  return { what, must, measured: shown, held: Number.isFinite(value) && value <= limit };
}

/** A figure that must be exactly `wanted`: less would mean that some work was not done. */
export function exactly(
  what: string,
  value: number,
  { wanted, must, shown }: { wanted: number; must: string; shown: string },
): Figure {
  return { what, must, measured: shown, held: value === wanted };
}

/** A figure that must be under `limit`. */
export function under(
  what: string,
  value: number,
  { limit, must, shown }: { limit: number; must: string; shown: string },
): Figure {
  return { what, must, measured: shown, held: Number.isFinite(value) && value < limit };
}

/** A Markdown table, padded so that it is readable in a terminal too. */
export function markdownTable(figures: readonly Figure[]): string {
  const rows = [
    ['What', 'Must', 'Measured', 'Verdict'],
    ...figures.map(({ what, must, measured, held }) => [what, must, measured, held ? 'held' : '**missed**']),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join(
    '\n',
  );
}
