import { Argument, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';

export const completion: Declare = (root, run) => {
  root
    .command('completion')
    .description('Print the shell code that completes commands, options and cluster names')
    .addArgument(
      new Argument('[shell]', 'eval "$(pullpass completion bash)"').choices(['bash', 'zsh'] as const),
    )
    .addOption(new Option('--names', 'print the names of clusters').hideHelp())
    .action((shell, _, command) =>
      run(async (io) =>
        (await import('../completion/completion.ts')).completion(
          shell,
          root as unknown as CommandUnknownOpts,
          command.optsWithGlobals(),
          io,
        ),
      ),
    );
};
