import type { Output } from '@aws-sdk/client-cloudformation';
import type { Installation } from '../connect/installation.ts';
import { stackOutputs } from '../connect/readStack.ts';
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
export async function readOutputs(
  installation: Pick<Installation, 'stage' | 'region' | 'aws'>,
): Promise<Outputs> {
  const missing = 'Check --stage, --region and --profile. To deploy it:';
  return parseOutputs(stageNames(installation.stage).stack, await stackOutputs(installation, { missing }));
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
