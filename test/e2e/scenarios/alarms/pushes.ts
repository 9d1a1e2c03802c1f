import { expect } from '@jest/globals';
import { emulatedRegion } from '../../../support/aws/ministack.ts';
import type { AlarmWorld } from '../../world/alarmWorld.ts';
import { until } from '../../world/until.ts';
import type { Declare } from './atOnce.ts';
import { meanwhile } from './meanwhile.ts';

/** Alarms on the push workers, each caused by what is done to them. */
export function pushAlarms(world: () => AlarmWorld, test: Declare): void {
  const refresh = () => world().api.expect(202, 'POST', '/clusters/steady/refresh');

  test('a cluster is served', async () => {
    const { api, cluster, registration } = world();
    const steady = await cluster('steady');
    const body = registration(steady, steady.kubeconfig('pullpass'));
    await api.expect(201, 'POST', '/clusters', { body });
    expect((await api.attempted('steady', undefined)).status.phase).toBe('Healthy');
  });

  test('push-faults, then dead-letters: the function’s role loses its permissions, until they are back and the queue is redriven', async () => {
    const { break: breaks, calm, fires, clears } = world();
    await calm('dead-letters', 'push-faults');
    // A minute of alarms is three seconds here, so three attempts must not take nine real minutes.
    await setVisibility(world(), 1);
    const mend = await breaks.permissions('PushRole', 'push');
    await meanwhile(fires('push-faults'), refresh);
    await fires('dead-letters');
    await mend();
    await redrive(world());
    await clears('dead-letters');
    await clears('push-faults');
  });

  test('push-errors: the function is deployed without its table’s name, until it has it', async () => {
    const { break: breaks, calm, named, fires, clears } = world();
    await calm('push-errors');
    const mend = await breaks.environment(named('push'), { TABLE_NAME: undefined });
    await meanwhile(fires('push-errors'), refresh);
    await mend();
    await redrive(world());
    await setVisibility(world(), 180);
    await meanwhile(clears('push-errors'), refresh);
  });

  test('queue-behind: no worker takes the messages, until one does', async () => {
    const { break: breaks, calm, named, fires, clears } = world();
    await calm('queue-behind');
    const mend = await breaks.eventSource(named('push'));
    await refresh();
    await fires('queue-behind');
    await mend();
    await clears('queue-behind');
  });

  test('push-throttles: the function may not run at all, until it may', async () => {
    const { api, break: breaks, calm, named, fires, clears } = world();
    await calm('push-throttles');
    const mend = await breaks.concurrency(named('push'));
    // The emulator's event source does not even try while no concurrency is reserved, so a call does.
    const invoke = () => breaks.invoke(named('push'));
    expect(await invoke()).toBe(429);
    await meanwhile(fires('push-throttles'), invoke);
    await mend();
    await meanwhile(clears('push-throttles'), () => api.refresh('steady'));
  });
}

function setVisibility(world: AlarmWorld, seconds: number): Promise<unknown> {
  const Attributes = { VisibilityTimeout: String(seconds) };
  return sqs(world, 'SetQueueAttributes', { Attributes });
}

/** Empties the dead-letter queue with the command for it, once no more letters come. */
async function redrive(world: AlarmWorld): Promise<void> {
  const none = (count: number) => count === 0;
  await until('every message to be done, or dead', () => waiting(world), none);
  const args = ['cli/bin/pullpass.js', 'redrive', '--stage', 'e2e', '--region', emulatedRegion];
  expect(await world.run(args)).toMatchObject({ code: 0 });
}

/** Messages in the push queue, including those that a worker has. */
async function waiting(world: AlarmWorld): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  type Answer = { Attributes: Record<string, string> };
  const { Attributes } = await sqs<Answer>(world, 'GetQueueAttributes', { AttributeNames });
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

async function sqs<Body>({ aws, named }: AlarmWorld, operation: string, input: object): Promise<Body> {
  const call = <Answer>(name: string, body: object) => aws.json<Answer>('sqs', `AmazonSQS.${name}`, body);
  const { QueueUrl } = await call<{ QueueUrl: string }>('GetQueueUrl', { QueueName: named('push') });
  return await call<Body>(operation, { QueueUrl, ...input });
}
