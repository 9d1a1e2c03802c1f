import { buildApp } from 'fauxqs';
import { gate } from './gate.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import type { AwsWorld } from './world.ts';

export interface SentMessages {
  /** How many requests to send messages to this queue were carried out since the start. */
  sentTo(queueUrl: string): number;
}

export interface RunningSqs extends RunningService, SentMessages {
  /** Creates the queues of all lanes and their dead-letter queue, as infra/queues.yml does. */
  createQueues(prefix: string, options: QueueOptions): Promise<Queues>;
}

type Ask = (operation: string, input: object) => Promise<unknown>;

/**
 * SQS, emulated by fauxqs, in memory: queued messages are lost with the process. That loses no cluster, since a claim
 * only moves the next push to "retry soon". (fauxqs can keep queues on disk, but only in a mode that listens on every
 * interface of the machine.)
 */
export async function startSqs(world: AwsWorld, region: string): Promise<RunningSqs> {
  const sent = new Map<string, number>();
  const app = buildApp({ logger: false, defaultRegion: region });
  /** Asks fauxqs directly, in `region`, past the gate. */
  const ask: Ask = async (operation, input) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
      payload: JSON.stringify(input),
    });
    if (answer.statusCode !== 200) throw new Error(`fauxqs refused ${operation}: ${answer.payload}`);
    return answer.json();
  };
  // A client that has disconnected must not keep what a long poll returns: fauxqs would hide it for the whole
  // visibility timeout. AWS cannot know that either, but there a poller is not restarted every few seconds.
  app.addHook('onSend', async (request, _reply, payload) => {
    if (/\.SendMessage(Batch)?$/.test(String(request.headers['x-amz-target']))) {
      const { QueueUrl } = request.body as { QueueUrl: string };
      sent.set(QueueUrl, (sent.get(QueueUrl) ?? 0) + 1);
    }
    if (!request.raw.socket.destroyed || typeof payload !== 'string') return payload;
    const received = receivedBy(request.headers['x-amz-target'], payload);
    if (received.length > 0)
      await ask('ChangeMessageVisibilityBatch', {
        QueueUrl: (request.body as { QueueUrl: string }).QueueUrl,
        Entries: received.map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 })),
      });
    return payload;
  });
  await app.ready();
  gate(app.server, 'sqs', world);
  const port = await listenOnLoopback(app.server);
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    server: app.server,
    createQueues: (prefix, options) => createQueues(ask, { endpoint, region }, prefix, options),
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

/** For how many seconds a received message is hidden, and after how many receives it goes to the dead-letter queue. */
interface QueueOptions {
  visibilitySeconds: number;
  maxReceives: number;
}

/** fauxqs knows no other. */
const accountOfFauxqs = '000000000000';

/** Not with the SDK's client: loading its configuration takes time, and tests do this hundreds of times. */
async function createQueues(
  ask: Ask,
  { endpoint, region }: { endpoint: string; region: string },
  prefix: string,
  { visibilitySeconds, maxReceives }: QueueOptions,
): Promise<Queues> {
  const create = async (lane: string, Attributes: Record<string, string>) => {
    const name = `${prefix}${lane}`;
    await ask('CreateQueue', { QueueName: name, Attributes });
    // fauxqs would return a host (sqs.<region>.localhost) that not every resolver knows.
    const url = `${endpoint}/${accountOfFauxqs}/${name}`;
    return { url, arn: `arn:aws:sqs:${region}:${accountOfFauxqs}:${name}` };
  };
  const dead = await create('push-dead-letters', { MessageRetentionPeriod: '1209600' });
  const lane = {
    VisibilityTimeout: String(visibilitySeconds),
    MessageRetentionPeriod: '900',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: maxReceives }),
  };
  const push = await create('push', lane);
  const retry = await create('retry', lane);
  const suspect = await create('suspect', lane);
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
}
