import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { NetworkFinding } from '../../shared/preflight/findings.ts';
import { closing } from '../connect/aws.ts';
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
  const invoke = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ ask: 'network' }) });
  const { FunctionError, Payload } = await closing(new LambdaClient(aws), (lambda) =>
    lambda.send(invoke, { abortSignal: signal }),
  ).catch((error: unknown) => {
    signal.throwIfAborted();
    const { name: kind, message } = error as Error;
    // For a function that was idle for weeks, Lambda's own words say what to do: wait for its VPC connection, and try
    // again.
    throw new CommandError(`The function ${name} did not answer (${kind}): ${message}`, { cause: error });
  });
  if (FunctionError === undefined) return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
  throw new CommandError(`The function ${name} ended with an error.`, {
    remedy: `See the log group /aws/lambda/${name}.`,
  });
}
