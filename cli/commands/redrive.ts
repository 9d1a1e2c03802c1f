import type { Declare } from '../program/globals.ts';

export const redrive: Declare = (root, run) => {
  root
    .command('redrive')
    .summary('Empty the dead-letter queue, and push to the clusters that still wait')
    .description(
      'Empties the dead-letter queue. A message there is a push that PullPass failed to handle. Repair the cause first. The messages are not sent again: a push is void once its cluster has been dispatched again, after 10 minutes at most. Instead, each cluster that still waits for the push in its message becomes due now, and the next tick, within a minute, pushes to it. Then the message is deleted.\n\nExits with 0 when the queue was emptied, or was empty, and with 1 when something was left in it. Needs sqs:GetQueueUrl, sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility on the queue, and dynamodb:GetItem and dynamodb:UpdateItem on the table.',
    )
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('--drop-unreadable', 'also delete messages that PullPass cannot read')
    .action((_, command) =>
      run(async (io) => (await import('../actions/redrive.ts')).redrive(command.optsWithGlobals(), io)),
    );
};
