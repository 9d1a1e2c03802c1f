import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { readStack } from '../../connect/readStack.ts';
import { CommandError } from '../../program/errors.ts';

/** Seconds: how long a stack may take, and between two looks at it. */
const patience = { maxWaitTime: 900, minDelay: 2, maxDelay: 10 };

/**
 * Creates a stack, and waits until it is complete. Removes an existing one of that name first.
 *
 * @returns its outputs by name
 */
export async function createStack(
  client: CloudFormationClient,
  name: string,
  template: object,
): Promise<Readonly<Record<string, string>>> {
  await deleteStack(client, name);
  await client.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
      // It is removed in any case; until then, what failed can be examined.
      OnFailure: 'DO_NOTHING',
    }),
  );
  const given = { StackName: name };
  await waitUntilStackCreateComplete({ client, ...patience }, given).catch((error: unknown) =>
    tellWhy(client, name, 'made', error),
  );
  const { Outputs = [] } = (await readStack(client, name)) ?? {};
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** Removes a stack and everything in it, and waits until it is gone. It need not exist. */
export async function deleteStack(client: CloudFormationClient, name: string): Promise<void> {
  const { StackId: id } = (await readStack(client, name)) ?? {};
  if (id === undefined) return;
  // By its id, which still finds it when it is gone.
  const given = { StackName: id };
  await client.send(new DeleteStackCommand(given));
  await waitUntilStackDeleteComplete({ client, ...patience }, given).catch((error: unknown) =>
    tellWhy(client, id, 'removed', error),
  );
}

/** The waiter only knows that it failed; the stack's events say why. */
async function tellWhy(
  client: CloudFormationClient,
  name: string,
  done: 'made' | 'removed',
  cause: unknown,
): Promise<never> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: name }));
  const failed = StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'));
  const reasons = failed
    .toReversed()
    .map(
      ({ LogicalResourceId = '', ResourceStatusReason = 'for no reason given' }) =>
        `  ${LogicalResourceId}: ${ResourceStatusReason}`,
    );
  const why =
    reasons.length > 0 ? `:\n${reasons.join('\n')}` : `: it was not done after ${patience.maxWaitTime} s.`;
  throw new CommandError(`The stack ${name} could not be ${done}${why}`, {
    remedy: 'Repair that, delete the stack (aws cloudformation delete-stack), and run the test again.',
    cause,
  });
}
