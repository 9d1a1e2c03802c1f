import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Output,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CommandError } from '../program/errors.ts';
import { type Stage, stageNames } from '../stage.ts';
import { type Aws, closing } from './aws.ts';
import { explained } from './explainAws.ts';

/** A stack; undefined if there is none with this name. */
export async function readStack(
  client: CloudFormationClient,
  StackName: string,
  options: { abortSignal?: AbortSignal } = {},
): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }), options);
    return Stacks[0];
  } catch (error) {
    // CloudFormation has no error code for this.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * The outputs of a stage's stack. Rejects with a CommandError.
 *
 * @param remedies what else helps if AWS denies it, and what to do if there is no such stack
 */
export async function stackOutputs(
  { stage, region, aws }: Stage & { aws: Aws },
  remedies: { denied?: string; missing: string },
  options: { abortSignal?: AbortSignal } = {},
): Promise<readonly Output[]> {
  const { stack } = stageNames(stage);
  const found = await explained(
    `CloudFormation in ${region} was asked for the stack ${stack}`,
    `Allow cloudformation:DescribeStacks on the stack ${stack}${remedies.denied ?? ''}.`,
    () => closing(new CloudFormationClient(aws), (client) => readStack(client, stack, options)),
  );
  if (found !== undefined) return found.Outputs ?? [];
  throw new CommandError(`This AWS account has no stack ${stack} in ${region}.`, {
    remedy: `${remedies.missing} pullpass deploy --stage ${stage} --region ${region}`,
  });
}
