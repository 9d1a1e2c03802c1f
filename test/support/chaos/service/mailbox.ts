import type { Message } from '@aws-sdk/client-sqs';
import type { EmbeddedAws } from '../../../../local/aws/startAws.ts';
import type { Emulator } from './emulator.ts';

/** A message that the event source has taken from its queue and not yet handled. */
export interface Mail {
  message: Message;
  queueUrl: string;
  queueArn: string;
}

/** As in infra/queues.yml: a message that was taken but not handled is visible again after this time. */
const visibilityMilliseconds = 180_000;

interface Lane {
  url: string;
  arn: string;
  /** How many messages had been sent to it when this world began, and when it was last checked. */
  before: number;
  sent: number;
  /** Messages that were taken from it and may come back: id → from when on, in epoch milliseconds. */
  taken: Map<string, number>;
}

/** Between the queues and the function: delivers messages late, twice or never. */
export class Mailbox {
  #mails = new Map<string, Mail>();
  readonly #aws: EmbeddedAws;
  readonly #sqs: Emulator;
  readonly #lanes: readonly Lane[];
  /** Bodies of all messages that were ever taken. */
  bodies: string[] = [];

  constructor(aws: EmbeddedAws, sqs: Emulator) {
    this.#aws = aws;
    this.#sqs = sqs;
    const { queueUrl, queueArn, retryQueueUrl, retryQueueArn, suspectQueueUrl, suspectQueueArn } = aws;
    this.#lanes = [
      [queueUrl, queueArn],
      [retryQueueUrl, retryQueueArn],
      [suspectQueueUrl, suspectQueueArn],
    ].map(([url = '', arn = '']) => {
      const before = aws.sentTo(url);
      return { url, arn, before, sent: before, taken: new Map() };
    });
  }

  get mails(): readonly Mail[] {
    return [...this.#mails.values()];
  }

  /** Takes what is visible in the queues. A message that was taken before may be taken again. */
  async collect(): Promise<void> {
    // An empty receive costs as much as a full one.
    const now = Date.now();
    await Promise.all(
      this.#lanes.map(async (lane) => {
        const sent = this.#aws.sentTo(lane.url);
        const back = [...lane.taken].filter(([, at]) => at <= now);
        if (sent === lane.sent && back.length === 0) return;
        lane.sent = sent;
        for (const [id] of back) lane.taken.delete(id);
        await this.#take(lane);
      }),
    );
  }

  /** Forgets it; if it is still in the queue, it comes back after its visibility timeout. */
  drop(mail: Mail): void {
    this.#mails.delete(mail.message.MessageId ?? '');
  }

  /** Deletes these from the queue. */
  async done(mails: readonly Mail[]): Promise<void> {
    const [first] = mails;
    if (first === undefined) return;
    const lane = this.#lanes.find(({ url }) => url === first.queueUrl);
    for (const { message } of mails) lane?.taken.delete(message.MessageId ?? '');
    await this.#sqs.ask('DeleteMessageBatch', {
      QueueUrl: first.queueUrl,
      Entries: mails.map(({ message }, n) => ({ Id: String(n), ReceiptHandle: message.ReceiptHandle })),
    });
  }

  async empty(): Promise<void> {
    this.#mails.clear();
    this.bodies = [];
    const used = this.#lanes.filter(({ url, before }) => this.#aws.sentTo(url) !== before);
    // What was given up is in the dead-letter queue.
    const urls = used.length === 0 ? [] : [...used.map(({ url }) => url), this.#aws.deadLetterQueueUrl];
    await Promise.all(urls.map((QueueUrl) => this.#sqs.ask('PurgeQueue', { QueueUrl })));
  }

  async #take(lane: Lane): Promise<void> {
    for (;;) {
      const { Messages = [] } = await this.#sqs.ask<{ Messages?: Message[] }>('ReceiveMessage', {
        QueueUrl: lane.url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      });
      for (const message of Messages) {
        this.bodies.push(message.Body ?? '');
        this.#mails.set(message.MessageId ?? '', { message, queueUrl: lane.url, queueArn: lane.arn });
        lane.taken.set(message.MessageId ?? '', Date.now() + visibilityMilliseconds);
      }
      if (Messages.length < 10) return;
    }
  }
}
