import { billOf, priced, sumOf } from '../costs/bill.ts';
import { inventory } from '../costs/inventory.ts';
import { costLines, costTable } from '../costs/table.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { folded } from '../terminal/text.ts';

interface CostsOptions extends Globals {
  clusters?: number[];
  namespaces: number;
  refresh: number;
  sweep: number;
}

/** `pullpass costs`: the table of docs/scaling.md for your own fleet. */
export async function costs(options: CostsOptions, io: Io): Promise<number> {
  const { clusters = [100, 1_000, 10_000], namespaces, refresh, sweep, output } = options;
  const fleets = clusters.map((count) => ({
    clusters: count,
    namespaces,
    refreshEveryMinutes: refresh,
    sweepEveryMinutes: sweep,
  }));
  const deployed = await inventory();
  const bills = fleets.map((fleet) => ({ fleet, lines: billOf(fleet, deployed) }));
  const { stdout, stderr } = io;
  print(io, output, {
    data: {
      prices: priced,
      fleets: bills.map(({ fleet, lines }) => ({ ...fleet, lines, dollars: sumOf(lines) })),
    },
    names: bills.flatMap(({ lines }) => lines.map(({ what }) => what)),
    lines: () =>
      stdout.isTTY === true ? costLines(fleets, deployed, columnsOf(stdout)) : costTable(fleets, deployed),
  });
  const source = `Prices of ${priced.region}, ${priced.asOf}: check yours (docs/scaling.md lists them).`;
  stderr.write(`\n${folded(source, stderr)}\n`);
  return exitCodes.done;
}
