import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { commands } from '../../../cli/commands/commands.ts';
import { rootCommand } from '../../../cli/program/globals.ts';

/** Every command that does something, as it is typed: `list`, `target add`. */
export function commandNames(): string[] {
  const root = rootCommand();
  for (const declare of commands) declare(root, async () => undefined);
  return root.commands.flatMap((command) => leaves(command));
}

/** The one with which a command line begins. Throws if there is none. */
export function commandIn(args: readonly string[]): string {
  const line = `${args.join(' ')} `;
  const name = commandNames().find((each) => line.startsWith(`${each} `));
  if (name === undefined) throw new Error(`pullpass ${args.join(' ')} begins with no command.`);
  return name;
}

function leaves(command: CommandUnknownOpts, before = ''): string[] {
  const name = before + command.name();
  return command.commands.length === 0
    ? [name]
    : command.commands.flatMap((below) => leaves(below, `${name} `));
}
