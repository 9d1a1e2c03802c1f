import { createServer } from 'node:http';
import { gate } from './gate.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import { type Queue, type SqsEmulator, startSqsEmulator } from './sqsEmulator.ts';
import type { AwsWorld } from './world.ts';

export interface SentMessages {
  /** How many requests to send messages to this queue were carried out since the start. */
  sentTo(queueUrl: string): number;
}

export interface RunningSqs extends RunningService, SentMessages {
  queues: Queues;
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

export interface SqsOptions {
  region: string;
  /** Begins the names of the queues. */
  prefix: string;
  /** Seconds for which a received message is hidden. */
  visibilitySeconds: number;
  /** Receives after which a message goes to the dead-letter queue. */
  maxReceives: number;
  /** Milliseconds that each second of a long poll takes. */
  longPollSecondMs: number;
}

/**
 * SQS with the queues of all lanes and their dead-letter queue, as in infra/queues.yml. The emulator starts with the first
 * request: that takes a quarter of the time in which all of AWS starts, and most tests send no message.
 */
export async function startSqs(world: AwsWorld, options: SqsOptions): Promise<RunningSqs> {
  const sent = new Map<string, number>();
  const { region, longPollSecondMs } = options;
  let emulator: Promise<SqsEmulator> | undefined;
  const server = createServer((request, response) => {
    emulator ??= startSqsEmulator(queuesOf(options), {
      region,
      longPollSecondMs,
      onSent: (queueUrl) => sent.set(queueUrl, (sent.get(queueUrl) ?? 0) + 1),
    });
    emulator.then(
      ({ serve }) => serve(request, response),
      (error: Error) => response.destroy(error),
    );
  });
  gate(server, 'sqs', world);
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    endpoint,
    server,
    queues: addressesOf(options, endpoint),
    sentTo: (queueUrl) => sent.get(queueUrl) ?? 0,
    stop: async () => {
      await closeServer(server);
      await (await emulator)?.stop();
    },
  };
}

const deadLetters = 'push-dead-letters';

function queuesOf({ region, prefix, visibilitySeconds, maxReceives }: SqsOptions): Queue[] {
  const lane = {
    VisibilityTimeout: String(visibilitySeconds),
    MessageRetentionPeriod: '900',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: arnOf(region, `${prefix}${deadLetters}`),
      maxReceiveCount: maxReceives,
    }),
  };
  return [
    { name: `${prefix}${deadLetters}`, attributes: { MessageRetentionPeriod: '1209600' } },
    ...['push', 'retry', 'suspect'].map((name) => ({ name: `${prefix}${name}`, attributes: lane })),
  ];
}

function addressesOf({ region, prefix }: SqsOptions, endpoint: string): Queues {
  // fauxqs would return a host (sqs.<region>.localhost) that not every resolver knows.
  const url = (name: string) => `${endpoint}/${accountOfFauxqs}/${prefix}${name}`;
  const arn = (name: string) => arnOf(region, `${prefix}${name}`);
  return {
    queueUrl: url('push'),
    queueArn: arn('push'),
    retryQueueUrl: url('retry'),
    retryQueueArn: arn('retry'),
    suspectQueueUrl: url('suspect'),
    suspectQueueArn: arn('suspect'),
    deadLetterQueueUrl: url(deadLetters),
    deadLetterQueueArn: arn(deadLetters),
  };
}

/** fauxqs knows no other. */
const accountOfFauxqs = '000000000000';

const arnOf = (region: string, name: string) => `arn:aws:sqs:${region}:${accountOfFauxqs}:${name}`;
