import { billOf, priced } from '../costs/bill.ts';
import { inventory } from '../costs/inventory.ts';
import { costLines, costTable } from '../costs/table.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';

interface CostsOptions extends Globals {
  clusters?: number[];
  namespaces: number;
  refresh: number;
  sweep: number;
}

/** `pullpass costs`: the table of docs/scaling.md for your own fleet. */
export async function costs(options: CostsOptions, io: Io): Promise<number> {
  const { namespaces, refresh: refreshEveryMinutes, sweep: sweepEveryMinutes } = options;
  const deployed = await inventory();
  const fleets = (options.clusters ?? [100, 1_000, 10_000]).map((clusters) =>
    billOf({ clusters, namespaces, refreshEveryMinutes, sweepEveryMinutes }, deployed),
  );
  print(io, options.output, {
    data: { prices: priced, fleets },
    names: fleets.flatMap(({ lines }) => lines.map(({ what }) => what)),
    lines: () => (io.stdout.isTTY === true ? costLines(fleets, columnsOf(io.stdout)) : costTable(fleets)),
  });
  say(io, `\nPrices of ${priced.region}, ${priced.asOf}: check yours (docs/scaling.md lists them).`);
  return exitCodes.done;
}
