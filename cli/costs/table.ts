import { billOf, sumOf } from './bill.ts';
import type { Inventory } from './inventory.ts';
import type { FleetSize } from './usage.ts';

/** The bills of several fleets beside each other, as the rows of a table in Markdown. */
export function costTable(fleets: readonly FleetSize[], inventory: Inventory): string {
  const { lines, together, each } = billsOf(fleets, inventory);
  return [
    row(['In dollars a month', 'Price', ...fleets.map(({ clusters }) => `${whole(clusters)} clusters`)]),
    row(['---', '---', ...fleets.map(() => '---:')]),
    ...lines.map(({ what, at, sums }) => row([what, at, ...sums])),
    row([`**${together.what}**`, '', ...together.sums.map((sum) => `**${sum}**`)]),
    row([each.what, '', ...each.sums]),
  ].join('\n');
}

/** The same for a terminal of 80 columns, with up to three fleets: aligned, and without the prices. */
export function costLines(fleets: readonly FleetSize[], inventory: Inventory): string {
  const { lines, together, each } = billsOf(fleets, inventory);
  const head = {
    what: 'In dollars a month, for clusters',
    sums: fleets.map(({ clusters }) => whole(clusters)),
  };
  const rows = [head, ...lines, together, each];
  const widest = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map(({ what, sums }) => what.padEnd(widest) + sums.map((sum) => sum.padStart(11)).join(''))
    .join('\n');
}

/** Each line with a sum for each fleet. */
function billsOf(fleets: readonly FleetSize[], inventory: Inventory) {
  const bills = fleets.map((fleet) => billOf(fleet, inventory));
  const sums = bills.map(sumOf);
  return {
    lines: (bills[0] ?? []).map(({ what, at }, index) => ({
      what,
      at,
      sums: bills.map((bill) => dollars(bill[index]?.dollars ?? 0)),
    })),
    together: { what: 'Together', sums: sums.map(dollars) },
    each: {
      what: 'For each cluster',
      sums: sums.map((sum, index) => dollars(sum / (fleets[index]?.clusters ?? 1))),
    },
  };
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const whole = (value: number) => value.toLocaleString('en-US');
const dollars = (value: number) =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
