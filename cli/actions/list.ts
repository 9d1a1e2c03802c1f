import { withClient } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { type Io, lookOn } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { withProgress } from '../terminal/progress.ts';
import { fleetTable } from '../terminal/table.ts';

/** `pullpass list` */
export async function list(options: Globals & Chosen, io: Io): Promise<number> {
  const { label = [], phase = [], output } = options;
  const clusters = await withClient(options, io, (client) =>
    withProgress(io, 'Reading the fleet', () => client.list({ labels: label, phases: phase })),
  );
  print(io, output, {
    data: clusters,
    names: clusters.map(({ name }) => name),
    lines: () => fleetTable(clusters, { ...lookOn(io.stdout, io), brief: true }),
  });
  const [first] = clusters;
  if (first === undefined) sayNext(io, options, 'Register one', 'register --help');
  else sayNext(io, options, 'One whole', `get ${first.name}`);
  return exitCodes.done;
}
