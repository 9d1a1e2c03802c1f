import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { callerIdentity } from '../deploy/identity.ts';
import { parseOptions, usage } from '../recovery/reindex/options.ts';
import { reindex } from '../recovery/reindex/reindex.ts';
import { runCommand } from '../runCommand.ts';
import { stageNames } from '../stage.ts';
import { plural } from '../words.ts';

/** `npm run reindex`: brings the records of earlier versions into the indexes of this one. */
await runCommand(usage, async (args, signal) => {
  const { stage, region } = parseOptions(args, process.env);
  await callerIdentity(region);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region }));
  try {
    const { written, asTheyWere, unreadable } = await reindex(
      { client, name: stageNames(stage).table },
      signal,
    );
    console.log(`${plural(written, 'record')} rewritten, ${asTheyWere} had nothing to change.`);
    for (const [name, because] of unreadable) console.error(`${name}: ${because}`);
    return unreadable.size > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new Error(
      `There is no table ${stageNames(stage).table} in ${region}. Is PullPass deployed there under this --stage, and by this account?`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
});
