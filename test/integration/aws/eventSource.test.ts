import { createHash } from 'node:crypto';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import {
  type BatchReport,
  drainQueue,
  type EventSource,
  type EventSourceOptions,
  startEventSource,
} from '../../../local/aws/eventSource.ts';
import type { AwsOptions } from '../../../local/aws/startAws.ts';
import { afterwards, anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

type Handler = (event: SQSEvent, context: Context) => unknown;

/** A queue, its client, and what an event source on it needs. */
async function aQueue(handler: Handler, options: AwsOptions & { timeoutMs?: number } = {}) {
  const aws = await anAws(options);
  const client = using(new SQSClient(aws.clientConfig('sqs')));
  const { queueUrl, queueArn, deadLetterQueueUrl } = aws;
  const fn = { name: 'pullpass-local-push', timeoutMs: options.timeoutMs ?? 5000, handler };
  const source: EventSourceOptions = { client, queueUrl, queueArn, fn };
  const send = async (...bodies: string[]) => {
    for (let n = 0; n < bodies.length; n += 10) {
      const entries = bodies.slice(n, n + 10).map((MessageBody, at) => ({ Id: String(at), MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    }
  };
  const counts = async (url = queueUrl) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    return {
      visible: Number(Attributes?.['ApproximateNumberOfMessages']),
      hidden: Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']),
    };
  };
  return { aws, client, source, send, counts, deadLetterQueueUrl };
}

function start(options: EventSourceOptions): EventSource {
  const source = startEventSource(options);
  afterwards(() => source.stop({ graceMs: 0 }));
  return source;
}

/** Resolves with the reports when there are `wanted` of them. */
function reports(wanted: number) {
  const seen: BatchReport[] = [];
  const { promise, resolve } = Promise.withResolvers<BatchReport[]>();
  const onInvocation = (report: BatchReport) => {
    seen.push(report);
    if (seen.length === wanted) resolve(seen);
  };
  return { all: promise, onInvocation };
}

const bodies = (event: SQSEvent) => event.Records.map((record) => record.body);

test('the handler gets records in the form that Lambda gives', async () => {
  const events: SQSEvent[] = [];
  const { aws, client, source } = await aQueue((event) => void events.push(event));
  const { all, onInvocation } = reports(1);
  const { MessageId } = await client.send(
    new SendMessageCommand({
      QueueUrl: source.queueUrl,
      MessageBody: '{"cluster":"a"}',
      MessageAttributes: { origin: { DataType: 'String', StringValue: 'tick' } },
    }),
  );

  start({ ...source, onInvocation });
  await all;

  expect(events).toEqual([
    {
      Records: [
        {
          messageId: MessageId,
          receiptHandle: expect.any(String),
          body: '{"cluster":"a"}',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: '000000000000',
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            origin: { stringValue: 'tick', dataType: 'String', stringListValues: [], binaryListValues: [] },
          },
          md5OfBody: createHash('md5').update('{"cluster":"a"}').digest('hex'),
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: 'aws:sqs',
          eventSourceARN: aws.queueArn,
          awsRegion: 'eu-west-1',
        },
      ],
    },
  ]);
});

/** Milliseconds: a poll that nothing ends takes 20 seconds. */
const lessThanALongPoll = 18_000;

test(
  'a message that arrives during a long poll is handled at once',
  async () => {
    const { aws, source, send } = await aQueue(() => undefined);
    const { all, onInvocation } = reports(1);
    start({ ...source, onInvocation });
    while (aws.calls.count({ operation: 'ReceiveMessage' }) === 0) await new Promise(setImmediate);

    await send('late');
    await all;
  },
  lessThanALongPoll,
);

test('what succeeded is deleted, and only what the handler names comes back', async () => {
  const received: Record<string, string[]> = {};
  const { source, send, counts } = await aQueue(
    ({ Records }) => {
      for (const { body, attributes } of Records) {
        received[body] = [...(received[body] ?? []), attributes.ApproximateReceiveCount];
      }
      const again = Records.filter(({ body }) => body === 'bad' && received[body]?.length === 1);
      return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
    { visibilitySeconds: 1 },
  );
  await send('good', 'bad', 'fine');
  const { all, onInvocation } = reports(2);

  start({ ...source, onInvocation });

  expect(await all).toMatchObject([
    { messages: 3, failed: 1 },
    { messages: 1, failed: 0 },
  ]);
  expect(received).toEqual({ good: ['1'], bad: ['1', '2'], fine: ['1'] });
  while ((await counts()).hidden > 0) await new Promise(setImmediate);
  expect(await counts()).toEqual({ visible: 0, hidden: 0 });
});

test.each<[string, Handler]>([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['never ends', () => new Promise(() => {})],
  ['answers what cannot be read', () => ({ batchItemFailures: [{ itemIdentifier: 'unknown' }] })],
])('when the handler %s, the whole batch stays hidden in the queue', async (_case, handler) => {
  const { source, send, counts } = await aQueue(handler, { timeoutMs: 100 });
  await send('a', 'b');
  const { all, onInvocation } = reports(1);

  start({ ...source, onInvocation });

  expect(await all).toMatchObject([{ messages: 2, failed: 2, because: expect.any(String) }]);
  expect(await counts()).toEqual({ visible: 0, hidden: 2 });
});

test('a message that fails again and again ends in the dead-letter queue', async () => {
  const { client, source, send, deadLetterQueueUrl } = await aQueue(
    () => {
      throw new Error('broken');
    },
    { visibilitySeconds: 1, maxReceives: 2 },
  );
  await send('poison');
  start(source);

  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: deadLetterQueueUrl, WaitTimeSeconds: 10 }),
  );

  expect(Messages?.map(({ Body }) => Body)).toEqual(['poison']);
});

test('batches have at most ten messages, and no more of them run at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const sizes: number[] = [];
  const two = Promise.withResolvers<void>();
  const { source, send, counts } = await aQueue(async ({ Records }) => {
    running += 1;
    most = Math.max(most, running);
    sizes.push(Records.length);
    // The first waits until there is another beside it; after that each gives a third one time to begin.
    if (running === 2) two.resolve();
    await two.promise;
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
  });
  const sent = Array.from({ length: 45 }, (_, n) => `message ${n}`);
  await send(...sent);
  const { all, onInvocation } = reports(5);

  start({ ...source, maxConcurrency: 2, onInvocation });

  await all;
  expect(most).toBe(2);
  expect(sizes).toEqual([10, 10, 10, 10, 5]);
  expect(await counts()).toEqual({ visible: 0, hidden: 0 });
});

test(
  'stopping ends a long poll at once, and the next event source gets the next message',
  async () => {
    const seen: string[] = [];
    const { aws, source, send } = await aQueue((event) => void seen.push(...bodies(event)));
    const first = start(source);
    while (aws.calls.count({ operation: 'ReceiveMessage' }) === 0) await new Promise(setImmediate);

    await first.stop();

    // The abandoned long poll must not take this one for the 900 s of the visibility timeout.
    const { all, onInvocation } = reports(1);
    start({ ...source, onInvocation });
    await send('after');
    await all;
    expect(seen).toEqual(['after']);
  },
  lessThanALongPoll,
);

test('stopping waits for the invocation under way, whose messages are then deleted', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { source, send, counts } = await aQueue(() => {
    enter();
    return released;
  });
  await send('a');
  const running = start(source);
  await entered;
  expect(running.running).toBe(1);

  const stopped = running.stop();
  release();
  await stopped;

  expect(running.running).toBe(0);
  expect(await counts()).toEqual({ visible: 0, hidden: 0 });
});

test('stopping abandons an invocation that takes longer than the grace period', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const { source, send } = await aQueue(() => {
    enter();
    return new Promise(() => {});
  });
  await send('a');
  const running = start(source);
  await entered;

  // The handler never ends.
  await running.stop({ graceMs: 50 });
});

test('a failing queue is reported, and polling continues', async () => {
  const { aws, source, send } = await aQueue(() => undefined);
  const client = using(new SQSClient({ ...aws.clientConfig('sqs'), maxAttempts: 1 }));
  aws.faults.inject({ service: 'sqs', operation: 'ReceiveMessage', fault: { kind: 'deny' }, times: 1 });
  const errors: unknown[] = [];
  const { all, onInvocation } = reports(1);

  start({ ...source, client, onInvocation, onQueueError: (error) => errors.push(error) });
  await send('a');
  await all;

  expect(errors).toMatchObject([{ name: 'AccessDeniedException' }]);
});

test('draining delivers what is there, batch by batch, and does not wait for more', async () => {
  const seen: string[] = [];
  const { source, send } = await aQueue((event) => void seen.push(...bodies(event)));
  const sent = Array.from({ length: 25 }, (_, n) => `message ${n}`);
  await send(...sent);

  expect(await drainQueue(source)).toMatchObject([{ messages: 10 }, { messages: 10 }, { messages: 5 }]);
  expect(seen.toSorted()).toEqual(sent.toSorted());
  expect(await drainQueue(source)).toEqual([]);
});
