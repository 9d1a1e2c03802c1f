import { parseArgs } from 'node:util';
import { checkStage, type Stage, stageOptions } from '../../stage.ts';

export const usage = `Usage: npm run reindex -- --stage STAGE --region REGION

After an upgrade that added indexes: brings every record into them. Pushes do so
by themselves, each for its cluster, within its interval; this does it now, and
for paused clusters, which are not pushed to. Changes no cluster, and can be
repeated.

  --stage    the installation (default: dev)
  --region   its AWS region (default: AWS_REGION)

Ends with 0, or with 1 when a record could not be read.`;

/** What was asked for on the command line. Throws an Error with a message for the user. */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Stage {
  const { values } = parseArgs({ args: [...args], options: stageOptions(environment) });
  return checkStage(values);
}
