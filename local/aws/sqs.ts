import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import type { LocalClientConfig } from './clientConfig.ts';
import { gate } from './gate.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import type { AwsWorld } from './world.ts';

export interface SentMessages {
  /** How many requests that send messages to this queue were carried out since the start. */
  sentTo(queueUrl: string): number;
}

/**
 * SQS, played by fauxqs, in memory: what is queued is lost with the process. That loses no cluster, since a claim
 * only moves the next push to "retry soon". (fauxqs can keep queues on disk, but only in a mode that listens on
 * every interface of the machine.)
 */
export async function startSqs(world: AwsWorld, region: string): Promise<RunningService & SentMessages> {
  const sent = new Map<string, number>();
  const app = buildApp({ logger: false, defaultRegion: region });
  // A client that is gone must not keep what a long poll hands it: fauxqs would hide it for the whole visibility
  // timeout. AWS cannot know that either, but there a poller is not restarted every few seconds.
  app.addHook('onSend', async (request, _reply, payload) => {
    if (/\.SendMessage(Batch)?$/.test(String(request.headers['x-amz-target']))) {
      const { QueueUrl } = request.body as { QueueUrl: string };
      sent.set(QueueUrl, (sent.get(QueueUrl) ?? 0) + 1);
    }
    if (!request.raw.socket.destroyed || typeof payload !== 'string') return payload;
    const received = receivedBy(request.headers['x-amz-target'], payload);
    const { authorization } = request.headers;
    if (received.length > 0 && authorization !== undefined) {
      await app.inject({
        method: 'POST',
        url: '/',
        headers: {
          authorization,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AmazonSQS.ChangeMessageVisibilityBatch',
        },
        payload: JSON.stringify({
          QueueUrl: (request.body as { QueueUrl: string }).QueueUrl,
          Entries: received.map((ReceiptHandle, n) => ({
            Id: String(n),
            ReceiptHandle,
            VisibilityTimeout: 0,
          })),
        }),
      });
    }
    return payload;
  });
  await app.ready();
  gate(app.server, 'sqs', world);
  const port = await listenOnLoopback(app.server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    sentTo: (queueUrl) => sent.get(queueUrl) ?? 0,
    stop: async () => {
      await closeServer(app.server);
      await app.close();
    },
  };
}

function receivedBy(target: unknown, payload: string): string[] {
  if (target !== 'AmazonSQS.ReceiveMessage') return [];
  const { Messages = [] } = JSON.parse(payload) as { Messages?: { ReceiptHandle: string }[] };
  return Messages.map((message) => message.ReceiptHandle);
}

export interface Queues {
  queueUrl: string;
  queueArn: string;
  retryQueueUrl: string;
  retryQueueArn: string;
  suspectQueueUrl: string;
  suspectQueueArn: string;
  deadLetterQueueUrl: string;
  deadLetterQueueArn: string;
}

/** Seconds for which a received message is hidden, and how often it is received before it is given up. */
export interface QueueOptions {
  visibilitySeconds: number;
  maxReceives: number;
}

/** fauxqs knows no other. */
const accountOfFauxqs = '000000000000';

/** Makes the queues of all lanes and their dead-letter queue as infra/queues.yml does. */
export async function createQueues(
  config: LocalClientConfig,
  prefix: string,
  { visibilitySeconds, maxReceives }: QueueOptions,
): Promise<Queues> {
  const client = new SQSClient(config);
  const create = async (queueName: string, attributes: Record<string, string>) => {
    await client.send(new CreateQueueCommand({ QueueName: queueName, Attributes: attributes }));
    // fauxqs would name a host (sqs.<region>.localhost) that not every resolver knows.
    const QueueUrl = `${config.endpoint}/${accountOfFauxqs}/${queueName}`;
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    return { url: QueueUrl, arn: Attributes?.['QueueArn'] ?? '' };
  };
  try {
    const dead = await create(`${prefix}push-dead-letters`, { MessageRetentionPeriod: '1209600' });
    const lane = {
      VisibilityTimeout: String(visibilitySeconds),
      MessageRetentionPeriod: '900',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: maxReceives }),
    };
    const push = await create(`${prefix}push`, lane);
    const retry = await create(`${prefix}retry`, lane);
    const suspect = await create(`${prefix}suspect`, lane);
    return {
      queueUrl: push.url,
      queueArn: push.arn,
      retryQueueUrl: retry.url,
      retryQueueArn: retry.arn,
      suspectQueueUrl: suspect.url,
      suspectQueueArn: suspect.arn,
      deadLetterQueueUrl: dead.url,
      deadLetterQueueArn: dead.arn,
    };
  } finally {
    client.destroy();
  }
}
