import { SQSClient } from '@aws-sdk/client-sqs';
import { startEventSource } from '../../../local/aws/eventSource.ts';
import type { Invocation } from '../../../local/aws/localFunction.ts';
import { type Fixture, timeLimits } from './fixture.ts';

export interface PushPool {
  /** Resolves once this many more messages have been handled. */
  finished(messages: number): Promise<void>;
  /** Rejects if a batch fails or the queue cannot be read; `finished` does so too. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Delivers the push queue's messages to the push workers, in batches of 10, always to the least busy one.
 *
 * @param options `perWorker`: concurrent invocations in each process; Lambda has 1
 */
export function startPushPool(
  { pushes, queue, environment }: Fixture,
  { perWorker }: { perWorker: number },
): PushPool {
  const running = new Map(pushes.map((worker) => [worker, 0]));
  const client = new SQSClient({
    region: environment['AWS_REGION'] ?? '',
    endpoint: environment['AWS_ENDPOINT_URL_SQS'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  let done = 0;
  let expected = Number.POSITIVE_INFINITY;
  let reached = () => {};
  const source = startEventSource({
    client,
    queueUrl: queue.url,
    queueArn: queue.arn,
    maxConcurrency: perWorker * pushes.length,
    fn: { name: 'push', timeoutMs: timeLimits.push, handler: invoke },
    onInvocation: ({ invocation, messages, failed }) => {
      if (failed > 0) failure.reject(new Error(`A batch of pushes failed: ${describe(invocation)}`));
      done += messages - failed;
      if (done >= expected) reached();
    },
    onQueueError: (error) => failure.reject(error),
  });
  return {
    failed: failure.promise,
    finished(messages) {
      expected = done + messages;
      const counted = new Promise<void>((resolve) => {
        reached = resolve;
      });
      return Promise.race([counted, failure.promise]);
    },
    async stop() {
      await source.stop();
      client.destroy();
    },
  };

  async function invoke(event: unknown): Promise<unknown> {
    const [[worker, load] = []] = [...running].sort(([, one], [, other]) => one - other);
    if (worker === undefined || load === undefined) throw new Error('there is no push worker');
    running.set(worker, load + 1);
    try {
      return (await worker.ask({ ask: 'invoke', event })).returned;
    } finally {
      running.set(worker, (running.get(worker) ?? 1) - 1);
    }
  }
}

function describe(invocation: Invocation): string {
  return invocation.outcome === 'threw' ? String(invocation.error) : JSON.stringify(invocation);
}
