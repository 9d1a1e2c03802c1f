import type { Declare } from '../program/globals.ts';
import { allOption, labelOption, phaseOption } from '../select/options.ts';

export const check: Declare = (root, run) => {
  root
    .command('check')
    .description('Check now, in the push function, whether a push would work; changes nothing')
    .argument('[names...]', 'of the clusters')
    .addOption(labelOption())
    .addOption(phaseOption())
    .addOption(allOption())
    .action((names, _, command) =>
      run(async (io) => (await import('../check/check.ts')).check(names, command.optsWithGlobals(), io)),
    );
};
