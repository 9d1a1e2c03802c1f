import { fleetOptions } from '../fleetfile/options.ts';
import type { Declare } from '../program/globals.ts';

export const diff: Declare = (root, run) => {
  fleetOptions(
    root
      .command('diff')
      .description(
        'Show what apply would change: fields, and objects in clusters. Exit code 3 if anything would',
      ),
  ).action((_, command) =>
    run(async (io) => (await import('../fleetfile/diff.ts')).diff(command.optsWithGlobals(), io)),
  );
};
