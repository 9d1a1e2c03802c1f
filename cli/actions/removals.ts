import type { Client, Cluster } from '../api/client.ts';
import { withClient, withClientForChange } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { writeLines } from '../output/say.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { untilAnswered } from '../program/untilAnswered.ts';
import { checkedName } from '../select/chooseNames.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { hanging, printable, wrapped } from '../terminal/text.ts';

/** `pullpass removals NAME [--give-up]` */
export async function removals(
  given: string,
  options: Globals & { giveUp?: true | undefined },
  io: Io,
): Promise<number> {
  const name = checkedName(given);
  const { giveUp = false } = options;
  return (giveUp ? withClientForChange : withClient)(options, io, async (client) => {
    const cluster = await client.get(name);
    const { removing = [] } = cluster.status;
    if (giveUp && removing.length > 0) return end(client, cluster, removing, options, io);
    show(removing, name, options, io);
    if (removing.length > 0)
      sayNext(io, options, 'To give up and leave it there', `removals ${name} --give-up`);
    return exitCodes.done;
  });
}

type Removals = NonNullable<Cluster['status']['removing']>;

function show(removing: Removals, name: string, { output }: Globals, io: Io): void {
  const width = columnsOf(io.stdout);
  print(io, output, {
    data: removing,
    names: removing.map(({ secret }) => secret),
    lines: () =>
      removing.length === 0
        ? wrapped(`Nothing is left to remove from ${name}.`, width)
        : lines('-', removing, width),
  });
}

async function end(
  client: Client,
  { name, version }: Cluster,
  removing: Removals,
  options: Globals,
  io: Io,
): Promise<number> {
  writeLines(io.stderr, lines('!', removing, columnsOf(io.stderr)));
  await confirm(io, `Leave this in ${name} for good?`, options);
  const answer = await withProgress(io, `Giving up the removals of ${name}`, () =>
    untilAnswered(() => client.giveUpRemovals(name, { ifVersion: version }), `pullpass removals ${name}`, io),
  );
  const became = `It stays in ${name}: PullPass neither renews nor removes it any more.`;
  print(io, options.output, {
    data: answer,
    names: [name],
    lines: () => wrapped(became, columnsOf(io.stdout)),
  });
  sayNext(io, options, 'The cluster as it is now', `get ${name}`);
  return exitCodes.done;
}

function lines(sign: string, removing: Removals, width: number): string[] {
  return removing.flatMap(({ message }) => hanging(`${sign} ${printable(message)}`, width));
}
