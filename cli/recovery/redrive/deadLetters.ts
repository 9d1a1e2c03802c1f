import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type PushMessage, pushMessage } from '../../../shared/clusters/dispatch.ts';
import type { Installation } from '../../connect/installation.ts';
import { CommandError } from '../../program/errors.ts';
import { stageNames } from '../../stage.ts';

/** A message in the dead-letter queue. */
export interface DeadLetter {
  id: string;
  receipt: string;
  /** Epoch milliseconds. */
  sentAt: number;
  /** Undefined if it is not a push message of this version. */
  message: PushMessage | undefined;
}

export interface DeadLetters {
  /** Up to 10 letters, hidden from other readers for a while; empty once the queue is. */
  take(): Promise<DeadLetter[]>;
  /** Returns how many could not be deleted: these come back. */
  remove(letters: readonly DeadLetter[]): Promise<number>;
  /** Makes letters visible to other readers again, at once. */
  putBack(letters: readonly DeadLetter[]): Promise<void>;
  destroy(): void;
}

/** Seconds. Long enough to look at every letter of a large queue, short enough to repeat an interrupted run. */
const hiddenSeconds = 300;
const batchSize = 10;

/** A stage's dead-letter queue. Throws an Error with a remedy if there is none. */
export async function openDeadLetters(
  { stage, region, aws }: Pick<Installation, 'stage' | 'region' | 'aws'>,
  signal: AbortSignal,
): Promise<DeadLetters> {
  const name = stageNames(stage).deadLetterQueue;
  // Uses the endpoint in the SDK's configuration, not the one in the queue's URL.
  const client = new SQSClient({ ...aws, useQueueUrlAsEndpoint: false });
  const QueueUrl = await urlOf(client, name, region);
  return { take, remove, putBack, destroy: () => client.destroy() };

  async function take(): Promise<DeadLetter[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: batchSize,
        // A long poll asks every server of the queue, so an empty answer means an empty queue.
        WaitTimeSeconds: 1,
        VisibilityTimeout: hiddenSeconds,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
      { abortSignal: signal },
    );
    return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }) => ({
      id: MessageId,
      receipt: ReceiptHandle,
      sentAt: Number(Attributes?.SentTimestamp),
      message: readMessage(Body),
    }));
  }

  async function remove(letters: readonly DeadLetter[]): Promise<number> {
    if (letters.length === 0) return 0;
    const Entries = letters.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Failed.length;
  }

  async function putBack(letters: readonly DeadLetter[]): Promise<void> {
    for (let from = 0; from < letters.length; from += batchSize) {
      const Entries = letters.slice(from, from + batchSize).map(({ receipt }, index) => ({
        Id: String(index),
        ReceiptHandle: receipt,
        VisibilityTimeout: 0,
      }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
  }
}

async function urlOf(client: SQSClient, name: string, region: string): Promise<string> {
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    return QueueUrl ?? '';
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    throw new CommandError(`There is no queue ${name} in ${region}.`, {
      remedy: 'Is PullPass deployed there under this --stage, and in this account?',
      cause: error,
    });
  }
}

function readMessage(body: string): PushMessage | undefined {
  try {
    return pushMessage.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
