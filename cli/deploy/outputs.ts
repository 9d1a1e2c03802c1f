import { CloudFormationClient, DescribeStacksCommand, type Output } from '@aws-sdk/client-cloudformation';
import { explained } from '../connect/explainAws.ts';
import type { Installation } from '../connect/installation.ts';
import { CommandError } from '../program/errors.ts';
import { stageNames } from '../stage.ts';

export interface Outputs {
  apiUrl: string;
  alarmTopicArn: string;
  pageTopicArn: string;
  tableName: string;
  /** Networks in which pushes run: undefined for the default network, and the sites' names. */
  networks: (string | undefined)[];
}

/** The outputs of the deployed stack. Throws if there is no such stack, or it lacks one of these outputs. */
export async function readOutputs({
  stage,
  region,
  aws,
}: Pick<Installation, 'stage' | 'region' | 'aws'>): Promise<Outputs> {
  const { stack } = stageNames(stage);
  const client = new CloudFormationClient(aws);
  try {
    const { Stacks } = await explained(
      `CloudFormation in ${region} was asked for the stack ${stack}`,
      `Allow cloudformation:DescribeStacks on the stack ${stack}.`,
      () => client.send(new DescribeStacksCommand({ StackName: stack })),
    );
    return parseOutputs(stack, Stacks?.[0]?.Outputs ?? []);
  } catch (error) {
    // CloudFormation has no error code for this.
    if (!(error instanceof Error) || !/does not exist/.test(error.message)) throw error;
    throw new CommandError(`This AWS account has no stack ${stack} in ${region}.`, {
      remedy: `Check --stage, --region and --profile. To deploy it: pullpass deploy --stage ${stage} --region ${region}`,
      cause: error,
    });
  } finally {
    client.destroy();
  }
}

/** A stack's outputs, from DescribeStacks. */
export function parseOutputs(stack: string, outputs: readonly Output[]): Outputs {
  const output = (name: string): string => {
    const value = outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    if (!value)
      throw new CommandError(`The stack ${stack} has no output ${name}.`, {
        remedy: 'Its deployment did not finish, or an earlier version deployed it: deploy it again.',
      });
    return value;
  };
  return {
    apiUrl: output('ApiUrl'),
    alarmTopicArn: output('AlarmTopicArn'),
    pageTopicArn: output('PageTopicArn'),
    tableName: output('TableName'),
    networks: output('Networks')
      .split(',')
      .map((name) => (name === 'default' ? undefined : name)),
  };
}
