import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { withClient } from '../connect/connect.ts';
import { exitCodes, usageError } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { factsOf } from './facts.ts';
import { bash, zsh } from './script.ts';

const shells = { bash, zsh };

/** Milliseconds to wait for names after TAB. */
const patience = 2_000;

/** `pullpass completion bash|zsh`, and the names of clusters for its scripts. */
export async function completion(
  shell: keyof typeof shells | undefined,
  program: CommandUnknownOpts,
  options: Globals & { names?: true | undefined },
  io: Io,
): Promise<number> {
  if (options.names) return names(options, io);
  if (shell === undefined)
    throw usageError(
      'Which shell?',
      'eval "$(pullpass completion bash)", or zsh, in the file that your shell starts with.',
    );
  io.stdout.write(shells[shell](factsOf(program)));
  return exitCodes.done;
}

/** Prints the names of clusters, or nothing if they do not come soon: completion is no place for an error. */
async function names(options: Globals, io: Io): Promise<number> {
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(patience)]);
  try {
    const clusters = await withClient(options, { ...io, signal }, (client) => client.list());
    io.stdout.write(clusters.map(({ name }) => `${name}\n`).join(''));
  } catch {
    // Not signed in, or no API there: the command itself will report it.
  }
  return exitCodes.done;
}
