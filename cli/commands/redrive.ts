import type { Declare } from '../program/globals.ts';

export const redrive: Declare = (root, run) => {
  root
    .command('redrive')
    .summary('Empty the dead letter queue, and push where a push was lost')
    .description(
      'Empties the dead letter queue. A message there is a push that PullPass itself could not do. Sent again it would do nothing: a push is void once its cluster has been dispatched again, after 10 minutes at most. So each cluster that still waits for the push in its message is made due now instead, and the next tick, within a minute, pushes to it. Then the message is deleted. Repair the cause first.\n\nExits with 0 when the queue was emptied, or was empty, and with 1 when something was left in it. Needs sqs:GetQueueUrl, sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility on the queue, and dynamodb:GetItem and dynamodb:UpdateItem on the table.',
    )
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--drop-unreadable', 'delete messages that PullPass cannot read, too')
    .action((_, command) =>
      run(async (io) => (await import('../actions/redrive.ts')).redrive(command.optsWithGlobals(), io)),
    );
};
