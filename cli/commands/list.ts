import type { Declare } from '../program/globals.ts';
import { labelOption, phaseOption } from '../select/options.ts';

export const list: Declare = (root, run) => {
  root
    .command('list')
    .alias('ls')
    .description('List clusters, one per line: phase, how long they can pull, namespaces')
    .addOption(labelOption())
    .addOption(phaseOption())
    .action((_, command) =>
      run(async (io) => (await import('../actions/list.ts')).list(command.optsWithGlobals(), io)),
    );
};
