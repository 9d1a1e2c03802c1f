import type { Declare } from '../program/globals.ts';

export const restore: Declare = (root, run) => {
  root
    .command('restore')
    .summary('Bring lost clusters back from an earlier state of the table')
    .description(
      'Brings lost clusters back from an earlier state of the table. It restores that state into a table beside the stage’s own, and then copies from there whatever the stage’s table lacks. What is registered now is never written over. Where the stage’s table is gone, a backup is restored in its place.\n\nExits with 1 when a record could not be restored.',
    )
    .optionsGroup('Where from, one of:')
    .option(
      '--at <time>',
      'as the table was then, e.g. 2026-03-01T12:00:00Z: within the last 35 days, to 5 minutes ago',
    )
    .option('--backup <arn>', 'a backup (aws dynamodb list-backups)')
    .option('--from <table>', 'a table that is there already')
    .optionsGroup('Options:')
    .option('--dry-run', 'say what would be copied, and copy nothing')
    .option(
      '--specs <folder>',
      'of clusters that were changed since then, write the spec that they had into this folder, as NAME.json for PUT /clusters/NAME',
    )
    .action((_, command) =>
      run(async (io) => (await import('../actions/restore.ts')).restore(command.optsWithGlobals(), io)),
    );
};
