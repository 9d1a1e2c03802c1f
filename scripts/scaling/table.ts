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

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const whole = (value: number) => value.toLocaleString('en-US');
const dollars = (value: number) =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
