import pMap from 'p-map';
import { stringify } from 'yaml';
import type { Client } from '../api/client.ts';
import { withClient } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say, writeLines } from '../output/say.ts';
import { exitCodes, usageError } from '../program/errors.ts';
import { pause } from '../program/every.ts';
import type { Globals } from '../program/globals.ts';
import { type Io, lookOn } from '../program/io.ts';
import { chooserOf } from '../select/chooseNames.ts';
import type { Chosen } from '../select/options.ts';
import { sizeOf } from '../terminal/inPlace.ts';
import { withProgress } from '../terminal/progress.ts';
import { harmlessLines } from '../terminal/text.ts';
import { eventLines } from './eventLines.ts';
import { atOnce, follow, inOrder } from './follow.ts';
import { type Told, trailOf } from './trail.ts';

interface EventsOptions extends Globals, Chosen {
  follow?: true | undefined;
  limit: number;
  /** Seconds. */
  every: number;
}

/** Most clusters in one command: each needs its own request. */
const mostClusters = 100;

/** Seconds between two looks, per cluster: at most two requests a second. */
const secondsEach = 0.5;

/** `pullpass events` */
export async function events(names: readonly string[], options: EventsOptions, io: Io): Promise<number> {
  if (options.output === 'name')
    throw usageError('Events have no names.', 'Take -o json or -o yaml, or leave -o out.');
  const choose = chooserOf(names, options);
  return withClient(options, io, async (client) => {
    const chosen = await choose(client);
    if (chosen.length > mostClusters)
      throw usageError(
        `${chosen.length} clusters were chosen. Each takes its own request, and ${mostClusters} are allowed at most.`,
        'Choose fewer, by names or --label.',
      );
    return await tellAll(client, chosen, options, io);
  });
}

async function tellAll(
  client: Client,
  chosen: readonly string[],
  options: EventsOptions,
  io: Io,
): Promise<number> {
  const { limit, every, output } = options;
  const trails = chosen.map((name) => trailOf(client, name));
  const begun = await withProgress(io, 'Reading the events', () =>
    pMap(trails, (trail) => trail.begin(limit), { concurrency: atOnce }),
  ).catch((error: unknown) => {
    if (io.signal.aborted) return undefined;
    throw error;
  });
  if (begun === undefined) return exitCodes.done;
  const first = inOrder(begun.flat()).slice(-limit);
  const tell = tellerOn(io, options, chosen.length > 1);
  if (!options.follow) {
    tell(first);
    if (first.length === 0 && output === 'table')
      say(io, 'No events: none happened in the time for which they are kept.');
    const [only] = chosen.length === 1 ? chosen : [];
    if (only !== undefined) sayNext(io, options, 'As they come', `events ${only} --follow`);
    return exitCodes.done;
  }
  tell(first);
  await follow({
    trails,
    tell,
    lost: ({ message }) => say(io, harmlessLines(`${message} Trying again.`)),
    found: () => say(io, 'The API answers again; nothing was missed.'),
    pause: () => pause(Math.max(every, chosen.length * secondsEach), io),
    signal: io.signal,
  });
  return exitCodes.done;
}

/** One whole document if nothing follows; otherwise one per event, as it comes. */
function tellerOn(
  io: Io,
  { output, follow }: EventsOptions,
  several: boolean,
): (events: readonly Told[]) => void {
  const { stdout } = io;
  const one = (event: Told) =>
    output === 'json' ? JSON.stringify(event) : `---\n${stringify(event).trimEnd()}`;
  if (follow && output !== 'table') return (events) => writeLines(stdout, events.map(one));
  const width = () => (stdout.isTTY === true ? sizeOf(stdout).columns : undefined);
  const look = () => ({ ...lookOn(stdout, io), width: width(), several });
  return (events) =>
    print(io, output, {
      data: events,
      names: [],
      lines: () => events.flatMap((event) => eventLines(event, look())),
    });
}
