import { billOf, sumOf } from './bill.ts';
import type { Inventory } from './inventory.ts';
import type { FleetSize } from './usage.ts';

/** The bills of several fleets beside each other, as the rows of a table in Markdown. */
export function costTable(fleets: readonly FleetSize[], inventory: Inventory): string {
  const bills = fleets.map((fleet) => billOf(fleet, inventory));
  const lines = (bills[0] ?? []).map(({ what, at }, index) =>
    row([what, at, ...bills.map((bill) => dollars(bill[index]?.dollars ?? 0))]),
  );
  const sums = bills.map(sumOf);
  const each = sums.map((sum, index) => sum / (fleets[index]?.clusters ?? 1));
  return [
    row(['In dollars a month', 'Price', ...fleets.map(({ clusters }) => `${whole(clusters)} clusters`)]),
    row(['---', '---', ...fleets.map(() => '---:')]),
    ...lines,
    row(['**Together**', '', ...sums.map((sum) => `**${dollars(sum)}**`)]),
    row(['For each cluster', '', ...each.map(dollars)]),
  ].join('\n');
}

/** The same for a terminal of 80 columns, with up to three fleets: aligned, and without the prices. */
export function costLines(fleets: readonly FleetSize[], inventory: Inventory): string {
  const table = costTable(fleets, inventory)
    .split('\n')
    .filter((_, index) => index !== 1)
    .map((line) => line.slice(2, -2).replaceAll('**', '').split(' | '));
  const widest = (column: number) => Math.max(...table.map((cells) => cells[column]?.length ?? 0));
  return table
    .map(([what = '', , ...sums], index) => {
      const cells = index === 0 ? sums.map((sum) => sum.replace(' clusters', '')) : sums;
      const head = index === 0 ? `${what}, for clusters` : what;
      return head.padEnd(widest(0)) + cells.map((cell) => cell.padStart(11)).join('');
    })
    .join('\n');
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const whole = (value: number) => value.toLocaleString('en-US');
const dollars = (value: number) =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
