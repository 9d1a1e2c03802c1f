import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { callerIdentity } from '../deploy/identity.ts';
import { openDeadLetters } from '../recovery/redrive/deadLetters.ts';
import { parseOptions, usage } from '../recovery/redrive/options.ts';
import { redrive } from '../recovery/redrive/redrive.ts';
import { describeRedrive } from '../recovery/redrive/report.ts';
import { runCommand } from '../runCommand.ts';
import { stageNames } from '../stage.ts';

/** `npm run redrive`: empties the dead letter queue, and makes due what still waits for a push in it. */
await runCommand(usage, async (args, signal) => {
  const options = parseOptions(args, process.env);
  const { stage, region, dryRun } = options;
  await callerIdentity(region);
  const letters = await openDeadLetters({ stage, region, signal });
  const { table: name, deadLetterQueue: queue } = stageNames(stage);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region }));
  try {
    const report = await redrive({ letters, table: { client, name }, now: Date.now }, options, signal);
    console.log(describeRedrive(report, { queue, dryRun, now: Date.now() }));
    if (signal.aborted) console.error('\nInterrupted. What is still in the queue is as it was.');
    const left = report.findings.some(({ act }) => act === 'leave') || report.undeleted > 0;
    return left ? 1 : 0;
  } finally {
    letters.close();
    client.destroy();
  }
});
