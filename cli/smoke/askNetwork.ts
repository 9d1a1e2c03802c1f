import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { NetworkFinding } from '../../shared/preflight/findings.ts';
import { type Stage, stageNames } from '../stage.ts';

/** Has the push function of a site, or of the default network, say what of AWS it reaches. Throws an Error. */
export async function askNetwork(
  { stage, region }: Stage,
  site: string | undefined,
  signal: AbortSignal,
): Promise<NetworkFinding> {
  const name = stageNames(stage).pushFunction + (site === undefined ? '' : `-${site}`);
  const lambda = new LambdaClient({ region });
  try {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ ask: 'network' }) }),
      { abortSignal: signal },
    );
    if (FunctionError === undefined) return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
    throw new Error(`it ended with an error: see the log group /aws/lambda/${name}`);
  } catch (error) {
    const { name: kind, message } = error as Error;
    // Lambda's own words say what to do of one that was idle for weeks: wait for its VPC connection, and try again.
    throw new Error(`The function ${name} did not answer (${kind}): ${message}`, { cause: error });
  } finally {
    lambda.destroy();
  }
}
