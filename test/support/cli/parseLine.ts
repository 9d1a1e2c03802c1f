import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { commands } from '../../../cli/commands/commands.ts';
import { describeProgram } from '../../../cli/program/describe.ts';
import { rootCommand } from '../../../cli/program/globals.ts';
import { processIo } from '../../../cli/program/io.ts';

/**
 * Parses a command line like the program, without running it: the command's name, and all options as it receives them.
 * Rejects where the program would report commander's usage error.
 */
export async function parseLine(args: readonly string[]) {
  const silent = { write: () => true };
  const io = { ...processIo(new AbortController().signal), stdout: silent, stderr: silent };
  const root = describeProgram(rootCommand(), io);
  let command: CommandUnknownOpts | undefined;
  for (const declare of commands) declare(root, async () => undefined);
  root.hook('preAction', (_, acting) => {
    command = acting;
  });
  await root.parseAsync(args, { from: 'user' });
  if (command === undefined) throw new Error(`pullpass ${args.join(' ')} does nothing.`);
  return { name: command.name(), options: command.optsWithGlobals() as Record<string, unknown> };
}
