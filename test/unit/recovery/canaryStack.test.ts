import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createStack, deleteStack } from '../../../cli/smoke/canary/stack.ts';

const noStack = Object.assign(new Error('Stack with id canary does not exist'), { name: 'ValidationError' });

/** A CloudFormation that has no stack yet. */
function cloudFormation() {
  const client = new CloudFormationClient({});
  return { client, mock: mockClient(client).on(DescribeStacksCommand).rejects(noStack) };
}

test('a canary that could not be made says which resource failed, and why', async () => {
  const { client, mock } = cloudFormation();
  mock.on(CreateStackCommand).callsFake(() => {
    const Stacks = [
      { StackName: 'canary', StackStatus: 'CREATE_FAILED', CreationTime: new Date('2026-03-01T12:00:00Z') },
    ] as const;
    mock.on(DescribeStacksCommand).resolves({ Stacks: [...Stacks] });
    return {};
  });
  const failed = (LogicalResourceId: string, ResourceStatusReason: string) => ({
    StackId: 'canary/1',
    StackName: 'canary',
    EventId: LogicalResourceId,
    Timestamp: new Date('2026-03-01T12:00:00Z'),
    LogicalResourceId,
    ResourceStatus: 'CREATE_FAILED' as const,
    ResourceStatusReason,
  });
  mock.on(DescribeStackEventsCommand).resolves({
    StackEvents: [
      failed('canary', 'The following resource(s) failed to create: [CanaryTable].'),
      failed('CanaryTable', 'is not authorized to perform: dynamodb:CreateTable'),
    ],
  });
  await expect(createStack(client, 'canary', {})).rejects.toMatchObject({
    message: `The stack canary could not be made:
  CanaryTable: is not authorized to perform: dynamodb:CreateTable
  canary: The following resource(s) failed to create: [CanaryTable].`,
  });
});

test('a stack that is not there needs no removal', async () => {
  const { client, mock } = cloudFormation();
  await deleteStack(client, 'canary');
  expect(mock.calls().map(({ args: [command] }) => command.constructor.name)).toEqual([
    'DescribeStacksCommand',
  ]);
});
