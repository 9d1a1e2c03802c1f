import { fleetOptions } from '../fleetfile/options.ts';
import type { Declare } from '../program/globals.ts';

export const apply: Declare = (root, run) => {
  fleetOptions(
    root
      .command('apply')
      .description('Change the fleet to match files: shows what would change, asks, and does it'),
  )
    .option('--no-preflight', 'do not try the clusters first')
    .action((_, command) =>
      run(async (io) => (await import('../fleetfile/apply.ts')).apply(command.optsWithGlobals(), io)),
    );
};
