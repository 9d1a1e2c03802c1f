import type { Parts } from '../api/client.ts';
import { withClient } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { checkedName } from '../select/chooseNames.ts';
import { hanging, printable } from '../terminal/text.ts';
import { kinds } from './part.ts';

/** `pullpass target list` and `pullpass registry list` */
export async function listParts(all: Parts, given: string, options: Globals, io: Io): Promise<number> {
  const name = checkedName(given);
  const cluster = await withClient(options, io, (client) => client.get(name));
  const told = kinds[all].inWords(cluster);
  print(io, options.output, {
    data: cluster[all],
    names: told.map(({ name }) => name),
    lines: () =>
      told.flatMap(({ name, words }) => hanging(printable(`${name}: ${words}`), columnsOf(io.stdout))),
  });
  sayNext(io, options, 'To add one', `${kinds[all].one} add ${cluster.name} --help`);
  return exitCodes.done;
}
