import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { until } from '../world/until.ts';
import { forbid } from './roles.ts';
import { stage, type World } from './world.ts';

const queue = `pullpass-${stage}-push-dead-letters`;

export function deadLetterScenarios(world: () => World): void {
  test('with nothing in the queue, redrive says so', async () => {
    expect(await world().command('redrive')).toEqual({
      code: 0,
      output: `${queue} is empty: nothing to do.\n`,
    });
  }, 60_000);

  test('redrive repeats pushes that died of a fault of PullPass, once that is repaired', async () => {
    const { api, aws, command } = world();
    const cluster = await world().register('redriven');
    for (const name of ['push', 'retry']) await hideBriefly(world(), `pullpass-${stage}-${name}`);
    const repair = await forbid(aws, `pullpass-${stage}`, 'PushRole', 'dynamodb:*');
    let last: string | undefined;
    try {
      last = (await api.read('redriven')).status.lastAttemptAt;
      await api.expect(202, 'POST', '/clusters/redriven/refresh');
      await until(
        'a dead letter',
        () => lettersIn(world()),
        (count) => count > 0,
        { limit: 90_000, pause: 500 },
      );
    } finally {
      await repair();
    }
    cluster.remove('secrets', 'payments', 'ecr-credentials');

    const planned = await command('redrive', '--dry-run');
    expect(planned.output).toContain('Would be made due now: its push never happened\n  redriven\n');
    expect(await lettersIn(world())).toBe(1);

    const { code, output } = await command('redrive');
    expect(output).toContain('Made due now: its push never happened\n  redriven\n');
    expect(code).toBe(0);
    expect(await lettersIn(world())).toBe(0);
    // The next tick dispatched it. Without the redrive it would have waited for the end of the claim: 10 minutes.
    await api.attempted('redriven', last, 90_000);
    expect(cluster.secret('payments', 'ecr-credentials')).toBeDefined();
  }, 300_000);
}

/** Otherwise a failed message would come again only after minutes. */
async function hideBriefly({ sqs }: World, name: string): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
}

async function lettersIn({ sqs }: World): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
}
