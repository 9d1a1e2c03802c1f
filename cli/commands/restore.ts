import type { Declare } from '../program/globals.ts';

export const restore: Declare = (root, run) => {
  root
    .command('restore')
    .summary('Restore lost clusters from an earlier state of the table')
    .description(
      'Restores lost clusters from an earlier state of the table. It restores that state into a second table, and then copies whatever the stage’s own table lacks. It never overwrites what is registered now. If the stage’s table is gone, it restores a backup in its place.\n\nExits with 1 if a record could not be restored.',
    )
    .optionsGroup('Where from, one of:')
    .option(
      '--at <time>',
      'as the table was then, e.g. 2026-03-01T12:00:00Z: within the last 35 days, to 5 minutes ago',
    )
    .option('--backup <arn>', 'a backup (aws dynamodb list-backups)')
    .option('--from <table>', 'a table that was restored before')
    .optionsGroup('Options:')
    .option('--dry-run', 'show what would be copied, and copy nothing')
    .option(
      '--specs <folder>',
      'write the old settings of clusters that changed since then into this folder, as NAME.json for PUT /clusters/NAME',
    )
    .action((_, command) =>
      run(async (io) => (await import('../actions/restore.ts')).restore(command.optsWithGlobals(), io)),
    );
};
