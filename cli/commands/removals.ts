import type { Declare } from '../program/globals.ts';

export const removals: Declare = (root, run) => {
  root
    .command('removals')
    .description('Show what is still to be removed from a cluster, or leave it there')
    .argument('<name>', 'of the cluster')
    .option('--give-up', 'leave it in the cluster for good, if it cannot be removed')
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../actions/removals.ts')).removals(name, command.optsWithGlobals(), io),
      ),
    );
};
