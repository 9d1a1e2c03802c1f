import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { expect, test } from '@jest/globals';
import { createStack, deleteStack } from '../../../cli/smoke/canary/stack.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';

const id = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/canary/1';
const noStack = `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>
  <Message>Stack with id canary does not exist</Message></Error></ErrorResponse>`;
const describing = (status: string) => `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
  <StackName>canary</StackName><StackId>${id}</StackId><StackStatus>${status}</StackStatus>
  <CreationTime>2026-03-01T12:00:00Z</CreationTime></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const events = `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>
  <member><LogicalResourceId>canary</LogicalResourceId><ResourceStatus>CREATE_FAILED</ResourceStatus>
    <ResourceStatusReason>The following resource(s) failed to create: [CanaryTable].</ResourceStatusReason></member>
  <member><LogicalResourceId>CanaryTable</LogicalResourceId><ResourceStatus>CREATE_FAILED</ResourceStatus>
    <ResourceStatusReason>is not authorized to perform: dynamodb:CreateTable</ResourceStatusReason></member>
  </StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>`;

/** A CloudFormation that answers each of its operations so. */
async function cloudFormation(answer: (operation: string) => { status: number; text: string }) {
  const asked: string[] = [];
  const server = await startLoopbackServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const operation = new URLSearchParams(body).get('Action') ?? '';
      asked.push(operation);
      const { status, text } = answer(operation);
      response.writeHead(status).end(text);
    });
  });
  const client = new CloudFormationClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  return {
    asked,
    client,
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}

test('a canary that could not be made says which resource failed, and why', async () => {
  let made = false;
  const aws = await cloudFormation((operation) => {
    if (operation === 'DescribeStackEvents') return { status: 200, text: events };
    if (operation === 'DescribeStacks')
      return made ? { status: 200, text: describing('CREATE_FAILED') } : { status: 400, text: noStack };
    made = true;
    return { status: 200, text: '<CreateStackResponse/>' };
  });
  try {
    await expect(createStack(aws.client, 'canary', {})).rejects.toMatchObject({
      message: `The stack canary could not be made:
  CanaryTable: is not authorized to perform: dynamodb:CreateTable
  canary: The following resource(s) failed to create: [CanaryTable].`,
    });
  } finally {
    await aws.stop();
  }
});

test('a stack that is not there needs no removal', async () => {
  const aws = await cloudFormation(() => ({ status: 400, text: noStack }));
  try {
    await deleteStack(aws.client, 'canary');
    expect(aws.asked).toEqual(['DescribeStacks']);
  } finally {
    await aws.stop();
  }
});
