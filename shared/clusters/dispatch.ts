import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** One message is one cluster to push to. */
export const pushMessage = z.strictObject({
  cluster: z.string().min(1).max(63),
  /** The dispatch this message belongs to: a later one makes it void. */
  claim: z.uuid(),
  /** Follows the dispatch through all logs. */
  correlationId: z.uuid(),
});

export type PushMessage = z.infer<typeof pushMessage>;

export interface PushQueue {
  client: Pick<SQSClient, 'send'>;
  url: string;
}

export const largestBatch = 10;

/**
 * Sends up to 10 messages. Returns those that SQS did not take; they need no more care than a lost
 * message, for their clusters come due again.
 */
export async function dispatch(queue: PushQueue, messages: readonly PushMessage[]): Promise<PushMessage[]> {
  if (messages.length === 0) return [];
  const { Failed = [] } = await queue.client.send(
    new SendMessageBatchCommand({
      QueueUrl: queue.url,
      Entries: messages.map((message, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(message),
      })),
    }),
  );
  return Failed.flatMap(({ Id }) => messages[Number(Id)] ?? []);
}
