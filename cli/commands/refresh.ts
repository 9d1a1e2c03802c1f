import type { Declare } from '../program/globals.ts';
import { allOption, labelOption, phaseOption } from '../select/options.ts';

export const refresh: Declare = (root, run) => {
  root
    .command('refresh')
    .description('Push to clusters now')
    .argument('[names...]', 'of the clusters')
    .addOption(labelOption())
    .addOption(phaseOption())
    .addOption(allOption())
    .action((names, _, command) =>
      run(async (io) =>
        (await import('../actions/refresh.ts')).refresh(names, command.optsWithGlobals(), io),
      ),
    );
};
