import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { batchFailures } from './batchFailures.ts';
import { Invocations } from './invocations.ts';
import { type Invocation, invokeWithTimeout, type LocalFunction } from './localFunction.ts';
import { sqsEvent } from './sqsEvent.ts';

export interface EventSourceOptions {
  client: SQSClient;
  queueUrl: string;
  queueArn: string;
  fn: LocalFunction<SQSEvent>;
  /** Messages in one invocation, 1 to 10. Default: 10. */
  batchSize?: number | undefined;
  /** Concurrent invocations. Default: 5. */
  maxConcurrency?: number | undefined;
  /** Called after every invocation. */
  onInvocation?: ((report: BatchReport) => void) | undefined;
  /** Called if the queue cannot be read or written; polling continues a second later. */
  onQueueError?: ((error: unknown) => void) | undefined;
}

export interface BatchReport {
  invocation: Invocation;
  messages: number;
  /** How many of them stay in the queue. */
  failed: number;
  /** Why the whole batch failed, if it did. */
  because?: string;
}

export interface EventSource {
  /** Invocations under way. */
  readonly running: number;
  /**
   * Stops polling at once, waits for the invocations under way, and abandons those that take longer.
   *
   * @param options `graceMs`: how long to wait. Default: 5,000
   */
  stop(options?: { graceMs?: number }): Promise<void>;
}

/**
 * Emulates Lambda's event source mapping: long-polls the queue, calls the function with batches, and deletes what
 * succeeded. What failed reappears after the queue's visibility timeout, as in AWS.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const { maxConcurrency = 5, onQueueError = () => {} } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Invocations();
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

  const poll = async () => {
    while (!signal.aborted) {
      try {
        while (running.size >= maxConcurrency && !signal.aborted)
          await Promise.race([running.oneEnds(), stopped]);
        const messages = await receive(options, 20, signal);
        if (messages.length === 0) continue;
        void running.add(deliver(options, messages, running.signal).catch(onQueueError));
      } catch (error) {
        if (signal.aborted) return;
        onQueueError(error);
        await Promise.race([delay(1000, undefined, { ref: false }), stopped]);
      }
    }
  };
  const polling = poll();

  return {
    get running() {
      return running.size;
    },
    async stop({ graceMs = 5000 } = {}) {
      stopping.abort();
      await polling;
      await running.end(graceMs);
    },
  };
}

/**
 * Delivers what is visible in the queue now, batch after batch, until nothing is left. For a run that must not wait.
 *
 * @returns one report per invocation, in order
 * @throws whatever the SQS client throws
 */
export async function drainQueue(options: EventSourceOptions): Promise<BatchReport[]> {
  const reports: BatchReport[] = [];
  for (;;) {
    const messages = await receive(options, 0);
    if (messages.length === 0) return reports;
    reports.push(await deliver(options, messages));
  }
}

async function receive(
  { client, queueUrl, batchSize = 10 }: EventSourceOptions,
  waitSeconds: number,
  signal?: AbortSignal,
): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
    signal ? { abortSignal: signal } : {},
  );
  return Messages;
}

async function deliver(
  options: EventSourceOptions,
  messages: readonly Message[],
  signal?: AbortSignal,
): Promise<BatchReport> {
  const { client, queueUrl, queueArn, fn, onInvocation } = options;
  const event = sqsEvent(messages, queueArn);
  const invocation = await invokeWithTimeout(fn, event, { region: queueArn.split(':')[3], signal });
  const ids = event.Records.map((record) => record.messageId);
  const { failed, because } = batchFailures(invocation, ids);
  const done = event.Records.filter((record) => !failed.has(record.messageId));
  if (done.length > 0) {
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: done.map(({ receiptHandle }, n) => ({ Id: String(n), ReceiptHandle: receiptHandle })),
      }),
    );
  }
  const report = {
    invocation,
    messages: messages.length,
    failed: failed.size,
    ...(because === undefined ? {} : { because }),
  };
  onInvocation?.(report);
  return report;
}
