import type { Client, Cluster } from '../api/client.ts';
import { commandLine } from '../output/next.ts';
import { untilEnd } from '../program/ending.ts';
import { CommandError, exitCodes, usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { withProgress } from '../terminal/progress.ts';
import { plural } from '../words.ts';
import { type Decision, decideFleet } from './change/decide.ts';
import { planFleet } from './change/plan.ts';
import type { Planned } from './change/planned.ts';
import { commandOf } from './command.ts';
import { readFleetTexts } from './files.ts';
import { clustersIn, type Wanted } from './load.ts';
import type { FleetOptions } from './options.ts';

type Command = Parameters<typeof commandOf>[0];

/** The clusters of the files, which are read before anybody signs in. Rejects with a CommandError. */
export async function readFleet(command: Command, options: FleetOptions, io: Io): Promise<Wanted[]> {
  return clustersIn(await untilInterrupted(readFleetTexts(options.file, io), command, options, io));
}

/** Reads the fleet, decides, and asks what would change. Changes nothing. Rejects with a CommandError. */
export function prepare(
  client: Client,
  wanted: readonly Wanted[],
  command: Command,
  options: FleetOptions,
  io: Io,
): Promise<Planned[]> {
  return untilInterrupted(plan(client, wanted, options, io), command, options, io);
}

/** After Ctrl-C, rejects at once with the command that starts over. */
async function untilInterrupted<T>(
  work: Promise<T>,
  command: Command,
  options: FleetOptions,
  io: Io,
): Promise<T> {
  return untilEnd(work, io.signal).catch((error: unknown) => {
    if (!io.signal.aborted || error instanceof CommandError) throw error;
    throw new CommandError('Interrupted before anything was done.', {
      remedy: `Go on with: ${commandLine(commandOf(command, options), options, io.environment)}`,
      exitCode: exitCodes.interrupted,
    });
  });
}

async function plan(
  client: Client,
  wanted: readonly Wanted[],
  options: FleetOptions,
  io: Io,
): Promise<Planned[]> {
  const registered = await withProgress(io, 'Reading the fleet', () => client.list());
  const wishes = { prune: options.prune === true, rotate: options.rotate === true, now: io.now() };
  const decisions = decideFleet(wanted, registered, wishes);
  if (!options.allowEmpty) refuseToEmpty(decisions, registered);
  const goOn = commandLine(commandOf('apply', options), options, io.environment);
  return planFleet(client, decisions, io, goOn);
}

/** A file for another stage, or one that lost its clusters, must not remove the whole fleet. */
function refuseToEmpty(decisions: readonly Decision[], registered: readonly Cluster[]): void {
  const gone = decisions.filter(({ act }) => act === 'deregister').length;
  const there = registered.filter(({ status }) => status.phase !== 'Deregistering').length;
  if (gone === 0 || gone < there) return;
  throw usageError(
    `--prune would deregister every cluster that is registered: ${plural(gone, 'cluster')}. Nothing was done.`,
    'Check that the file and the installation belong together (--stage, --region, --api). If they do, add --allow-empty.',
  );
}
