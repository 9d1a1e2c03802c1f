import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** What completion needs to know of an option. */
export interface OptionFacts {
  /** `-f`, `--file` */
  flags: string[];
  takes: 'nothing' | 'file' | 'other' | readonly string[];
}

/** What completion needs to know of a command. */
export interface CommandFacts {
  /** '' for the program itself, `target add` for a command in a group. */
  path: string;
  /** Names and aliases of its subcommands. */
  commands: { words: string[]; path: string }[];
  options: OptionFacts[];
  /** What its first argument is, and whether all further ones are the same. */
  argument: { is: 'cluster' | readonly string[]; repeated: boolean } | undefined;
}

/** The program and all its commands, from the command tree itself. */
export function factsOf(command: CommandUnknownOpts, path = ''): CommandFacts[] {
  const visible = command.commands;
  const pathOf = (child: CommandUnknownOpts) => (path === '' ? child.name() : `${path} ${child.name()}`);
  return [
    {
      path,
      commands: visible.map((child) => ({
        words: [child.name(), ...child.aliases()],
        path: pathOf(child),
      })),
      options: command.options.filter(({ hidden }) => !hidden).map(optionFacts),
      argument: argumentOf(command),
    },
    ...visible.flatMap((child) => factsOf(child, pathOf(child))),
  ];
}

function optionFacts({ short, long, flags, argChoices, required, optional }: Option): OptionFacts {
  const all = [short, long].flatMap((flag) => flag ?? []);
  if (!required && !optional) return { flags: all, takes: 'nothing' };
  if (argChoices !== undefined) return { flags: all, takes: argChoices };
  return { flags: all, takes: /<(file|path)/.test(flags) ? 'file' : 'other' };
}

function argumentOf(command: CommandUnknownOpts): CommandFacts['argument'] {
  const [first] = command.registeredArguments;
  if (first === undefined) return undefined;
  if (first.argChoices !== undefined) return { is: first.argChoices, repeated: first.variadic };
  // The name in `register` is a new one.
  const isCluster = /^names?$/.test(first.name()) && command.name() !== 'register';
  return isCluster ? { is: 'cluster', repeated: first.variadic } : undefined;
}
