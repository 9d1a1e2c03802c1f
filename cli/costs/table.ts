import { wrapped } from '../terminal/text.ts';
import type { Bill } from './bill.ts';

const whole = (value: number) => value.toLocaleString('en-US');
const dollars = (value = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** One row per line of the bills: its purpose, its price, and the dollars for each fleet; then the sums. */
function rowsOf(bills: readonly Bill[]): string[][] {
  const row = (what: string, at: string, of: (bill: Bill) => number | undefined) => [
    what,
    at,
    ...bills.map((bill) => dollars(of(bill))),
  ];
  return [
    ...(bills[0]?.lines ?? []).map(({ what, at }, index) =>
      row(what, at, ({ lines }) => lines[index]?.dollars),
    ),
    row('Together', '', (bill) => bill.dollars),
    row('For each cluster', '', (bill) => bill.dollars / bill.clusters),
  ];
}

/** The bills of several fleets beside each other, as the rows of a table in Markdown. */
export function costTable(bills: readonly Bill[]): string[] {
  const fleets = bills.map(({ clusters }) => `${whole(clusters)} clusters`);
  const rows = rowsOf(bills).map(([what = '', ...cells]) =>
    what === 'Together' ? [what, ...cells].map((cell) => cell && `**${cell}**`) : [what, ...cells],
  );
  const rule = ['---', '---', ...bills.map(() => '---:')];
  return [['In dollars a month', 'Price', ...fleets], rule, ...rows].map((row) => `| ${row.join(' | ')} |`);
}

/** Columns of a sum. */
const sumWidth = 11;

/** The same for a terminal: aligned, and without prices. Fleets that do not fit side by side follow below. */
export function costLines(bills: readonly Bill[], width: number): string[] {
  const fleets = bills.map(({ clusters }) => whole(clusters));
  const rows = [['In dollars a month, for clusters', '', ...fleets], ...rowsOf(bills)];
  const widest = Math.max(...rows.map(([what = '']) => what.length));
  const beside = Math.max(1, Math.floor((width - widest) / sumWidth));
  if (beside < bills.length)
    return [...costLines(bills.slice(0, beside), width), '', ...costLines(bills.slice(beside), width)];
  const room = Math.min(widest, width - sumWidth * bills.length);
  return rows.flatMap(([what = '', , ...sums]) => {
    const [first = '', ...rest] = wrapped(what, room);
    return [first.padEnd(room) + sums.map((sum) => sum.padStart(sumWidth)).join(''), ...rest];
  });
}
