import { withClient } from '../connect/connect.ts';
import { clusterLines } from '../get/clusterLines.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { type Io, lookOn } from '../program/io.ts';
import { checkedName } from '../select/chooseNames.ts';
import { withProgress } from '../terminal/progress.ts';

/** `pullpass get NAME` */
export async function get(name: string, options: Globals, io: Io): Promise<number> {
  const checked = checkedName(name);
  const cluster = await withClient(options, io, (client) =>
    withProgress(io, `Reading ${name}`, () => client.get(checked)),
  );
  print(io, options.output, {
    data: cluster,
    names: [cluster.name],
    lines: () => clusterLines(cluster, lookOn(io.stdout, io)),
  });
  const failing = (cluster.status.problems ?? []).length > 0;
  if (failing) sayNext(io, options, 'Check whether a push would work now', `check ${cluster.name}`);
  else sayNext(io, options, 'What happened to it', `events ${cluster.name}`);
  return exitCodes.done;
}
