import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';
import { allOption, labelOption, phaseOption } from '../select/options.ts';

export const deregister: Declare = (root, run) => {
  root
    .command('deregister')
    .description('Remove from clusters what PullPass put there, then forget them')
    .argument('[names...]', 'of the clusters')
    .addOption(labelOption())
    .addOption(phaseOption())
    .addOption(allOption())
    .addOption(
      new Option('--force', 'forget them at once and leave what is in them, if they are gone for good'),
    )
    .action((names, _, command) =>
      run(async (io) =>
        (await import('../actions/deregister.ts')).deregister(names, command.optsWithGlobals(), io),
      ),
    );
};
