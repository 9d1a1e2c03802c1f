import type { Declare } from '../program/globals.ts';

export const get: Declare = (root, run) => {
  root
    .command('get')
    .description('Show one cluster whole: what is set, its state, its problems with their remedies')
    .argument('<name>', 'of the cluster')
    .action((name, _, command) =>
      run(async (io) => (await import('../actions/get.ts')).get(name, command.optsWithGlobals(), io)),
    );
};
