import type { Declare } from '../program/globals.ts';

export const get: Declare = (root, run) => {
  root
    .command('get')
    .description('Show everything about one cluster: settings, state, problems and remedies')
    .argument('<name>', 'of the cluster')
    .action((name, _, command) =>
      run(async (io) => (await import('../actions/get.ts')).get(name, command.optsWithGlobals(), io)),
    );
};
