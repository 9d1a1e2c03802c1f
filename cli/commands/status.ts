import { everyOption } from '../program/every.ts';
import type { Declare } from '../program/globals.ts';

export const status: Declare = (root, run) => {
  root
    .command('status')
    .description('Say whether the fleet can pull and until when, what is in trouble, and what to do')
    .option('-w, --watch', 'repeat until Ctrl-C')
    .option('--check', 'exit with 3 unless every cluster is Healthy; with --watch, wait until they are')
    .addOption(everyOption(10))
    .action((_, command) => {
      const options = command.optsWithGlobals();
      const endless = options.watch === true;
      return run(async (io) => (await import('../status/status.ts')).status(options, io), { endless });
    });
};
