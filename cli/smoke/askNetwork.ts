import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { NetworkFinding } from '../../shared/preflight/findings.ts';
import type { Installation } from '../connect/installation.ts';
import { CommandError } from '../program/errors.ts';
import { stageNames } from '../stage.ts';

/**
 * Has the push function of a site, or of the default network, say which parts of AWS it reaches. Rejects with a
 * CommandError.
 */
export async function askNetwork(
  { stage, aws }: Pick<Installation, 'stage' | 'aws'>,
  site: string | undefined,
  signal: AbortSignal,
): Promise<NetworkFinding> {
  const name = stageNames(stage).pushFunction + (site === undefined ? '' : `-${site}`);
  const lambda = new LambdaClient(aws);
  try {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ ask: 'network' }) }),
      { abortSignal: signal },
    );
    if (FunctionError === undefined) return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
    throw new CommandError(`The function ${name} ended with an error.`, {
      remedy: `See the log group /aws/lambda/${name}.`,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandError) throw error;
    const { name: kind, message } = error as Error;
    // For a function that was idle for weeks, Lambda's own words say what to do: wait for its VPC connection, and try
    // again.
    throw new CommandError(`The function ${name} did not answer (${kind}): ${message}`, { cause: error });
  } finally {
    lambda.destroy();
  }
}
