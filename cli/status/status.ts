import type { Client } from '../api/client.ts';
import { withClient } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { exitCodes, usageError } from '../program/errors.ts';
import { pause } from '../program/every.ts';
import type { Globals } from '../program/globals.ts';
import { type Io, lookOn } from '../program/io.ts';
import { withProgress } from '../terminal/progress.ts';
import { harmless } from '../terminal/text.ts';
import { notHealthy } from './notHealthy.ts';
import { type FleetStatus, readStatus } from './readStatus.ts';
import { statusLines } from './statusLines.ts';
import { watchViewOn } from './views.ts';
import { watch } from './watch.ts';

interface StatusOptions extends Globals {
  watch?: true | undefined;
  check?: true | undefined;
  /** Seconds. */
  every: number;
}

/** `pullpass status` */
export async function status(options: StatusOptions, io: Io): Promise<number> {
  if (options.watch && options.output !== 'table')
    throw usageError(
      `--watch prints lines for people, and not ${options.output}.`,
      'Leave one of the two out.',
    );
  return withClient(options, io, (client) => (options.watch ? watched : once)(client, options, io));
}

async function once(client: Client, options: StatusOptions, io: Io): Promise<number> {
  const found = await withProgress(io, 'Reading the fleet', () => readStatus(client, io.now));
  const { fleet, trouble, kubeconfigs } = found;
  print(io, options.output, {
    data: {
      ...fleet,
      trouble,
      kubeconfigs: kubeconfigs.map(({ name, status: { kubeconfig } }) => ({ name, ...kubeconfig })),
    },
    names: trouble.map(({ name }) => name),
    lines: () => statusLines(found, lookOn(io.stdout, io)),
  });
  sayWhatIsNext(found, options, io);
  return options.check ? judged(found, io) : exitCodes.done;
}

async function watched(client: Client, options: StatusOptions, io: Io): Promise<number> {
  const last = await watch({
    read: () => readStatus(client, io.now),
    view: watchViewOn(io),
    isEnough: ({ fleet }) => options.check === true && notHealthy(fleet) === undefined,
    pause: () => pause(options.every, io),
    signal: io.signal,
  });
  if (!options.check) return exitCodes.done;
  return last === undefined ? exitCodes.different : judged(last, io);
}

function judged({ fleet }: FleetStatus, io: Io): number {
  const why = notHealthy(fleet);
  if (why === undefined) return exitCodes.done;
  say(io, harmless(why));
  return exitCodes.different;
}

function sayWhatIsNext({ fleet, trouble: [worst] }: FleetStatus, options: Globals, io: Io): void {
  if (worst !== undefined) sayNext(io, options, 'The worst, whole', `get ${worst.name}`);
  else if (fleet.registered === 0) sayNext(io, options, 'Register one', 'register --help');
  else sayNext(io, options, 'All clusters', 'list');
}
