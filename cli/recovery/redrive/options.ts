import { parseArgs } from 'node:util';
import { checkStage, type Stage, stageOptions } from '../../stage.ts';

export interface RedriveOptions extends Stage {
  /** Say what would be done, and change nothing. */
  dryRun: boolean;
  /** Delete messages that are not PullPass's too. */
  dropUnreadable: boolean;
}

export const usage = `Usage: npm run redrive -- --stage STAGE --region REGION [--dry-run]

Empties the dead letter queue. A message there is a push that PullPass itself
could not do. Sent again it would do nothing: a push is void once its cluster
has been dispatched anew, after 10 minutes at most. So each cluster that still
waits for the push in its message is made due now instead, and the next tick,
within a minute, pushes to it. Then the message is deleted. Repair the cause
first.

  --stage            the installation (default: dev)
  --region           its AWS region (default: AWS_REGION)
  --dry-run          say what would be done, and change nothing
  --drop-unreadable  delete messages that PullPass cannot read, too

Ends with 0 when the queue was emptied, or was empty; with 1 when something was
left in it. Needs sqs:GetQueueUrl, sqs:ReceiveMessage, sqs:DeleteMessage and
sqs:ChangeMessageVisibility on the queue, and dynamodb:GetItem and
dynamodb:UpdateItem on the table.`;

/** What was asked for on the command line. Throws an Error with a message for the user. */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): RedriveOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...stageOptions(environment),
      'dry-run': { type: 'boolean', default: false },
      'drop-unreadable': { type: 'boolean', default: false },
    },
  });
  return {
    ...checkStage(values),
    dryRun: values['dry-run'],
    dropUnreadable: values['drop-unreadable'],
  };
}
