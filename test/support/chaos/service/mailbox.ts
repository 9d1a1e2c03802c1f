import {
  DeleteMessageBatchCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { EmbeddedAws } from '../../../../local/aws/startAws.ts';

/** A message that the event source has taken from its queue and not yet dealt with. */
export interface Mail {
  message: Message;
  queueUrl: string;
  queueArn: string;
}

/** As infra/queues.yml has it: what was taken and not dealt with is visible again after this time. */
const visibilityMilliseconds = 180_000;

/** Stands between the queues and the function, and lets messages be delivered late, twice or never. */
export class Mailbox {
  #mails = new Map<string, Mail>();
  readonly #aws: EmbeddedAws;
  readonly #client: SQSClient;
  #sent = 0;
  #reappearAt = 0;
  /** Bodies of all messages that were ever taken. */
  bodies: string[] = [];

  constructor(aws: EmbeddedAws, client: SQSClient) {
    this.#aws = aws;
    this.#client = client;
  }

  get mails(): readonly Mail[] {
    return [...this.#mails.values()];
  }

  /** Takes what is visible in the queues. A message that was taken before is taken anew. */
  async collect(): Promise<void> {
    // A receive of nothing costs as much as one of something.
    const sent = this.#aws.calls.count({ operation: 'SendMessageBatch' });
    const now = Date.now();
    const nothingCame = sent === this.#sent && !(this.#reappearAt <= now);
    if (nothingCame) return;
    this.#sent = sent;
    this.#reappearAt = now + visibilityMilliseconds;
    const aws = this.#aws;
    await Promise.all([
      this.#take(aws.queueUrl, aws.queueArn),
      this.#take(aws.retryQueueUrl, aws.retryQueueArn),
      this.#take(aws.suspectQueueUrl, aws.suspectQueueArn),
    ]);
  }

  /** Forgets it; what is left in the queue comes back when its visibility timeout is over. */
  drop(mail: Mail): void {
    this.#mails.delete(mail.message.MessageId ?? '');
  }

  /** Tells the queue that these are done. */
  async done(mails: readonly Mail[]): Promise<void> {
    const [first] = mails;
    if (first === undefined) return;
    await this.#client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: first.queueUrl,
        Entries: mails.map(({ message }, n) => ({ Id: String(n), ReceiptHandle: message.ReceiptHandle })),
      }),
    );
  }

  async empty(): Promise<void> {
    this.#mails.clear();
    this.bodies = [];
    const { queueUrl, retryQueueUrl, suspectQueueUrl, deadLetterQueueUrl } = this.#aws;
    await Promise.all(
      [queueUrl, retryQueueUrl, suspectQueueUrl, deadLetterQueueUrl].map((QueueUrl) =>
        this.#client.send(new PurgeQueueCommand({ QueueUrl })),
      ),
    );
  }

  async #take(queueUrl: string, queueArn: string): Promise<void> {
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
        }),
      );
      for (const message of Messages) {
        this.bodies.push(message.Body ?? '');
        this.#mails.set(message.MessageId ?? '', { message, queueUrl, queueArn });
      }
      if (Messages.length < 10) return;
    }
  }
}
