import { allowEmptyOption, fileOption, pruneOption, rotateOption } from '../fleetfile/options.ts';
import type { Declare } from '../program/globals.ts';

export const apply: Declare = (root, run) => {
  root
    .command('apply')
    .description('Change the fleet to match files: shows what would change, asks, and does it')
    .addOption(fileOption())
    .addOption(pruneOption())
    .addOption(allowEmptyOption())
    .addOption(rotateOption())
    .option('--no-preflight', 'do not try the clusters first')
    .action((_, command) =>
      run(async (io) => (await import('../fleetfile/apply.ts')).apply(command.optsWithGlobals(), io)),
    );
};
