import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { CommandError } from '../program/errors.ts';
import { stageNames } from '../stage.ts';
import { explainAws } from './explainAws.ts';

interface Place {
  stage: string;
  region: string;
  credentials: AwsCredentialIdentityProvider;
}

/** The address of a stage's API: its stack's output ApiUrl. Rejects with a CommandError. */
export async function findApi(
  { stage, region, credentials }: Place,
  abortSignal: AbortSignal,
): Promise<string> {
  const { stack } = stageNames(stage);
  const client = new CloudFormationClient({ region, credentials });
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }), {
      abortSignal,
    });
    const url = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;
    if (url !== undefined) return url;
    throw new CommandError(
      `The stack ${stack} in ${region} has no output ApiUrl: it is not a stack of PullPass, or its deployment did not finish.`,
      {
        remedy: `Look at the stack, or deploy it: pullpass deploy --stage ${stage} --region ${region}`,
      },
    );
  } catch (error) {
    if (error instanceof CommandError) throw error;
    abortSignal.throwIfAborted();
    if ((error as Error).name === 'ValidationError' && /does not exist/.test((error as Error).message))
      throw new CommandError(`This AWS account has no stack ${stack} in ${region}.`, {
        remedy: `Name another installation with --stage and --region, or another account with --profile. To make this one: pullpass deploy --stage ${stage} --region ${region}`,
        cause: error,
      });
    throw explainAws(error, `CloudFormation in ${region} was asked for the address of the API`, {
      denied: `Allow cloudformation:DescribeStacks on the stack ${stack}, or give the address yourself: --api URL, or PULLPASS_API.`,
    });
  } finally {
    client.destroy();
  }
}
