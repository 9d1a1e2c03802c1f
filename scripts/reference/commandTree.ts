import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { commands } from '../../cli/commands/commands.ts';
import { rootCommand } from '../../cli/program/globals.ts';

/** The program with all its commands declared, for reading only. */
export function commandTree(): CommandUnknownOpts {
  const root = rootCommand();
  for (const declare of commands) declare(root, async () => undefined);
  return root as unknown as CommandUnknownOpts;
}
