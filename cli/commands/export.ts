import type { Declare } from '../program/globals.ts';
import { labelOption } from '../select/options.ts';

export const exportFleet: Declare = (root, run) => {
  root
    .command('export')
    .description('Print registered clusters as a fleet file, without credentials')
    .addOption(labelOption())
    .action((_, command) =>
      run(async (io) => (await import('../fleetfile/export.ts')).exportFleet(command.optsWithGlobals(), io)),
    );
};
