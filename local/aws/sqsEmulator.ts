import type { RequestListener } from 'node:http';
import { buildApp } from 'fauxqs';

export interface SqsEmulator {
  serve: RequestListener;
  stop(): Promise<void>;
}

export interface Queue {
  name: string;
  /** As CreateQueue takes them. */
  attributes: Readonly<Record<string, string>>;
}

interface Settings {
  region: string;
  /** Milliseconds that each second of a long poll takes. */
  longPollSecondMs: number;
  /** Called for each request that sent messages. */
  onSent(queueUrl: string): void;
}

type Ask = (operation: string, input: object) => Promise<unknown>;

/**
 * fauxqs with queues, in memory: messages are lost with the process. That loses no cluster, since a claim only moves the
 * next push to "retry soon". (fauxqs can keep queues on disk, but only in a mode that listens on every interface of the
 * machine.)
 */
export async function startSqsEmulator(
  queues: readonly Queue[],
  { region, longPollSecondMs, onSent }: Settings,
): Promise<SqsEmulator> {
  const app = buildApp({ logger: false, defaultRegion: region });
  /** Asks fauxqs directly, in `region`, past whatever stands before `serve`. */
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
  app.addHook('preHandler', async ({ body }) => {
    const { WaitTimeSeconds } = (body ?? {}) as { WaitTimeSeconds?: number };
    if (WaitTimeSeconds !== undefined)
      Object.assign(body as object, { WaitTimeSeconds: (WaitTimeSeconds * longPollSecondMs) / 1000 });
  });
  // A client that has disconnected must not keep what a long poll returns: fauxqs would hide it for the whole
  // visibility timeout. AWS cannot know that either, but there a poller is not restarted every few seconds.
  app.addHook('onSend', async (request, _reply, payload) => {
    const { QueueUrl } = (request.body ?? {}) as { QueueUrl: string };
    if (/\.SendMessage(Batch)?$/.test(String(request.headers['x-amz-target']))) onSent(QueueUrl);
    if (!request.raw.socket.destroyed || typeof payload !== 'string') return payload;
    const received = receivedBy(request.headers['x-amz-target'], payload);
    if (received.length > 0)
      await ask('ChangeMessageVisibilityBatch', {
        QueueUrl,
        Entries: received.map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 })),
      });
    return payload;
  });
  await app.ready();
  for (const { name, attributes } of queues)
    await ask('CreateQueue', { QueueName: name, Attributes: attributes });
  return { serve: (request, response) => app.routing(request, response), stop: () => app.close() };
}

function receivedBy(target: unknown, payload: string): string[] {
  if (target !== 'AmazonSQS.ReceiveMessage') return [];
  const { Messages = [] } = JSON.parse(payload) as { Messages?: { ReceiptHandle: string }[] };
  return Messages.map((message) => message.ReceiptHandle);
}
