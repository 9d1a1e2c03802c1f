import type { Declare } from '../program/globals.ts';
import { allOption, labelOption, phaseOption } from '../select/options.ts';

export const resume: Declare = (root, run) => {
  root
    .command('resume')
    .description('Push to paused clusters again, starting now')
    .argument('[names...]', 'of the clusters')
    .addOption(labelOption())
    .addOption(phaseOption())
    .addOption(allOption())
    .action((names, _, command) =>
      run(async (io) => (await import('../actions/resume.ts')).resume(names, command.optsWithGlobals(), io)),
    );
};
