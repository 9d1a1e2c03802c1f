import { wrapped } from '../terminal/text.ts';
import { billOf, type FleetSize, sumOf } from './bill.ts';
import type { Inventory } from './inventory.ts';

/** The bills of several fleets side by side, as the rows of a Markdown table. */
export function costTable(fleets: readonly FleetSize[], deployed: Inventory): string[] {
  const rows = rowsOf(fleets, deployed).map(([what = '', ...cells]) =>
    what === 'Together' ? [what, ...cells].map((cell) => cell && `**${cell}**`) : [what, ...cells],
  );
  const head = [
    'In dollars a month',
    'Price',
    ...fleets.map(({ clusters }) => `${whole(clusters)} clusters`),
  ];
  const rule = ['---', '---', ...fleets.map(() => '---:')];
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** Columns of a sum. */
const sumWidth = 11;

/**
 * The same for a terminal: aligned, and without prices. Fleets that do not fit side by side follow below.
 *
 * @param width columns of the terminal
 */
export function costLines(fleets: readonly FleetSize[], deployed: Inventory, width: number): string[] {
  const head = ['In dollars a month, for clusters', '', ...fleets.map(({ clusters }) => whole(clusters))];
  const rows = [head, ...rowsOf(fleets, deployed)];
  const widest = Math.max(...rows.map(([what = '']) => what.length));
  const beside = Math.max(1, Math.floor((width - widest) / sumWidth));
  if (beside < fleets.length)
    return [fleets.slice(0, beside), fleets.slice(beside)].flatMap((some, index) => [
      ...(index === 0 ? [] : ['']),
      ...costLines(some, deployed, width),
    ]);
  const room = Math.min(widest, width - sumWidth * fleets.length);
  return rows.flatMap(([what = '', , ...sums]) => {
    const [first = '', ...rest] = wrapped(what, room);
    return [first.padEnd(room) + sums.map((sum) => sum.padStart(sumWidth)).join(''), ...rest];
  });
}

/** One row per line of the bill: its purpose, its price, and the dollars for each fleet. */
function rowsOf(fleets: readonly FleetSize[], deployed: Inventory): string[][] {
  const bills = fleets.map((fleet) => billOf(fleet, deployed));
  const lines = (bills[0] ?? []).map(({ what, at }, index) => [
    what,
    at,
    ...bills.map((bill) => dollars(bill[index]?.dollars)),
  ]);
  const each = bills.map((bill, index) => dollars(sumOf(bill) / (fleets[index]?.clusters ?? 1)));
  return [
    ...lines,
    ['Together', '', ...bills.map((bill) => dollars(sumOf(bill)))],
    ['For each cluster', '', ...each],
  ];
}

const whole = (value: number) => value.toLocaleString('en-US');
const dollars = (value = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
