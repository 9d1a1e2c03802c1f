import type { Declare } from '../program/globals.ts';

export const reindex: Declare = (root, run) => {
  root
    .command('reindex')
    .summary('Add every record to the indexes that an upgrade added')
    .description(
      'Adds every record to the indexes that an upgrade added. Each push does the same for its cluster, within its interval. This command does it now, and for paused clusters, which are not pushed to. Changes no cluster, and can be repeated.\n\nExits with 1 if a record could not be read.',
    )
    .action((_, command) =>
      run(async (io) => (await import('../actions/reindex.ts')).reindex(command.optsWithGlobals(), io)),
    );
};
