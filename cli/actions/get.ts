import { withClient } from '../connect/connect.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { coloursOn, columnsOf, type Io } from '../program/io.ts';
import { checkedName } from '../select/chooseNames.ts';
import { fleetTable } from '../terminal/table.ts';

/** `pullpass get NAME` */
export async function get(name: string, options: Globals, io: Io): Promise<number> {
  const cluster = await withClient(options, io, (client) => client.get(checkedName(name)));
  const { stdout, environment, now } = io;
  print(io, options.output, {
    data: cluster,
    names: [cluster.name],
    lines: () =>
      fleetTable([cluster], {
        now: now(),
        width: columnsOf(stdout),
        colour: coloursOn(stdout, environment),
      }),
  });
  return exitCodes.done;
}
