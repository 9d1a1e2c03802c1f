import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';

/** One message asks for one push to one cluster. */
export const pushMessage = z.strictObject({
  cluster: z.string().check(z.minLength(1), z.maxLength(63)),
  /** The dispatch that this message belongs to. A later dispatch makes it void. */
  claim: z.uuid(),
  /** Identifies the dispatch in all logs. */
  correlationId: z.uuid(),
});

export type PushMessage = z.infer<typeof pushMessage>;

/**
 * Clusters whose last push failed have their own queue and workers. They are the ones that hang until a time limit, and
 * would hold up whatever shares a worker with them. Suspects have a queue too, and each gets a worker to itself: see
 * Suspicion.
 */
export const lanes = ['steady', 'retry', 'suspect'] as const;
export type Lane = (typeof lanes)[number];

export interface PushQueues {
  client: Pick<SQSClient, 'send'>;
  /** URL of each lane's queue in the default network. */
  urls: Readonly<Record<Lane, string>>;
  /** Names of the deployed sites; each has its own queues. Default: none. */
  sites?: readonly string[];
}

/** A site's name, or undefined for the default network. Each network has a queue per lane. */
export type Network = string | undefined;

/**
 * The network whose queues take a cluster. If its site is not deployed, that is the default network: the push there
 * fails and records why, so the admin finds out.
 */
export function networkOf({ sites = [] }: PushQueues, site: string | undefined): Network {
  return site !== undefined && sites.includes(site) ? site : undefined;
}

/** The lane of a cluster, by how its last pushes ended. */
export function laneOf({ failingSince, isSuspect }: { failingSince?: string; isSuspect?: boolean }): Lane {
  if (isSuspect) return 'suspect';
  return failingSince === undefined ? 'steady' : 'retry';
}

export const largestBatch = 10;

/**
 * Sends up to 10 messages, and returns those that SQS refused. The caller may ignore these: their clusters come due
 * again, as after a lost message.
 */
export async function dispatch(
  queues: PushQueues,
  { network, lane }: { network?: Network; lane: Lane },
  messages: readonly PushMessage[],
): Promise<PushMessage[]> {
  if (messages.length === 0) return [];
  const { Failed = [] } = await queues.client.send(
    new SendMessageBatchCommand({
      QueueUrl: urlOf(queues, network, lane),
      Entries: messages.map((message, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(message),
      })),
    }),
  );
  return Failed.flatMap(({ Id }) => messages[Number(Id)] ?? []);
}

/** A site's queue is named after the default network's: infra/networks/derive.cjs. */
function urlOf({ urls }: PushQueues, network: Network, lane: Lane): string {
  return network === undefined ? urls[lane] : `${urls[lane]}-${network}`;
}
