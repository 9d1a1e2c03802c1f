import type { Declare } from '../program/globals.ts';
import { allOption, labelOption, phaseOption } from '../select/options.ts';

export const pause: Declare = (root, run) => {
  root
    .command('pause')
    .description('Stop pushing to clusters; their credentials stay until they expire')
    .argument('[names...]', 'of the clusters')
    .addOption(labelOption())
    .addOption(phaseOption())
    .addOption(allOption())
    .action((names, _, command) =>
      run(async (io) => (await import('../actions/pause.ts')).pause(names, command.optsWithGlobals(), io)),
    );
};
