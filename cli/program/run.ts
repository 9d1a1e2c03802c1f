import { CommanderError } from '@commander-js/extra-typings';
import { commands } from '../commands/commands.ts';
import { say } from '../output/say.ts';
import { harmlessLines } from '../terminal/text.ts';
import { describeProgram } from './describe.ts';
import { CommandError, exitCodes } from './errors.ts';
import { rootCommand } from './globals.ts';
import type { Io } from './io.ts';

/**
 * Runs the program. Resolves to its exit code.
 *
 * @param args without node and the script
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.done;
  let endless = false;
  const root = describeProgram(rootCommand(), io);
  for (const declare of commands)
    declare(root, async (act, options = {}) => {
      endless = options.endless ?? false;
      exitCode = await act(io);
    });
  try {
    await root.parseAsync(args, { from: 'user' });
    return io.signal.aborted && !endless ? exitCodes.interrupted : exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const debug = root.opts().debug === true;
    if (!io.signal.aborted || error instanceof CommandError || debug) tell(error, io, debug);
    if (io.signal.aborted) return exitCodes.interrupted;
    return error instanceof CommandError ? error.exitCode : exitCodes.failed;
  }
}

function tell(error: unknown, io: Io, debug: boolean): void {
  const sayAll = (text: string) => say(io, harmlessLines(text));
  if (error instanceof CommandError) {
    sayAll(error.message);
    if (error.remedy !== undefined) sayAll(`→ ${error.remedy}`);
  } else {
    sayAll(`pullpass failed: ${error instanceof Error ? error.message : String(error)}`);
    if (!debug)
      sayAll('→ This is a fault of pullpass. Run the command again with --debug, and report what it prints.');
  }
  if (debug && error instanceof Error) io.stderr.write(`${stackOf(error)}\n`);
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
