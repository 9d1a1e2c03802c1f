import { wrapped } from '../terminal/text.ts';
import { billOf, sumOf } from './bill.ts';
import type { Inventory } from './inventory.ts';
import type { FleetSize } from './usage.ts';

/** The bills of several fleets beside each other, as the rows of a table in Markdown. */
export function costTable(fleets: readonly FleetSize[], inventory: Inventory): string[] {
  const { lines, together, each } = billsOf(fleets, inventory);
  return [
    row(['In dollars a month', 'Price', ...fleets.map(({ clusters }) => `${whole(clusters)} clusters`)]),
    row(['---', '---', ...fleets.map(() => '---:')]),
    ...lines.map(({ what, at, sums }) => row([what, at, ...sums])),
    row([`**${together.what}**`, '', ...together.sums.map((sum) => `**${sum}**`)]),
    row([each.what, '', ...each.sums]),
  ];
}

/** Columns of a sum. */
const sumWidth = 11;

/**
 * The same for a terminal: aligned, and without the prices. Fleets that do not fit beside each other follow each other.
 *
 * @param width columns of the terminal
 */
export function costLines(fleets: readonly FleetSize[], inventory: Inventory, width: number): string[] {
  const { lines, together, each } = billsOf(fleets, inventory);
  const head = {
    what: 'In dollars a month, for clusters',
    sums: fleets.map(({ clusters }) => whole(clusters)),
  };
  const rows = [head, ...lines, together, each];
  const widest = Math.max(...rows.map(({ what }) => what.length));
  const beside = Math.floor((width - widest) / sumWidth);
  if (beside < fleets.length && fleets.length > 1) {
    const some = Math.max(1, beside);
    return [
      ...costLines(fleets.slice(0, some), inventory, width),
      '',
      ...costLines(fleets.slice(some), inventory, width),
    ];
  }
  const room = Math.min(widest, width - sumWidth * fleets.length);
  return rows.flatMap(({ what, sums }) => {
    const [first = '', ...rest] = wrapped(what, room);
    return [first.padEnd(room) + sums.map((sum) => sum.padStart(sumWidth)).join(''), ...rest];
  });
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
