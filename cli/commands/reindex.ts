import type { Declare } from '../program/globals.ts';

export const reindex: Declare = (root, run) => {
  root
    .command('reindex')
    .summary('Bring every record into the indexes that an upgrade added')
    .description(
      'After an upgrade that added indexes: brings every record into them. Pushes do so by themselves, each for its cluster, within its interval; this does it now, and for paused clusters, which are not pushed to. Changes no cluster, and can be repeated.\n\nExits with 1 when a record could not be read.',
    )
    .action((_, command) =>
      run(async (io) => (await import('../actions/reindex.ts')).reindex(command.optsWithGlobals(), io)),
    );
};
