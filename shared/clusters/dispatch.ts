import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';

/** One message is one cluster to push to. */
export const pushMessage = z.strictObject({
  cluster: z.string().check(z.minLength(1), z.maxLength(63)),
  /** The dispatch this message belongs to: a later one makes it void. */
  claim: z.uuid(),
  /** Follows the dispatch through all logs. */
  correlationId: z.uuid(),
});

export type PushMessage = z.infer<typeof pushMessage>;

/**
 * Clusters whose last push failed have a queue, and workers, of their own: they are the ones that hang until a
 * time limit, and whatever shares a worker with them would wait as long for its turn. Suspects have one too, and each
 * of them a worker for itself: see Suspicion.
 */
export const lanes = ['steady', 'retry', 'suspect'] as const;
export type Lane = (typeof lanes)[number];

export interface PushQueues {
  client: Pick<SQSClient, 'send'>;
  /** URL of each lane's queue in the default network. */
  urls: Readonly<Record<Lane, string>>;
  /** Names of the sites that are deployed, each with queues of its own. Default: none. */
  sites?: readonly string[];
}

/** A queue for each lane: for the clusters of one network, that of a site or, undefined, the default one. */
export type Network = string | undefined;

/**
 * The network whose queues take a cluster. That of a site which is not deployed is the default one: the push there
 * records why it cannot be done, and so the admin learns of it.
 */
export function networkOf({ sites = [] }: PushQueues, site: string | undefined): Network {
  return site !== undefined && sites.includes(site) ? site : undefined;
}

/** The lane of a cluster, by how its last pushes ended. */
export function laneOf({
  failingSince,
  isSuspect = false,
}: {
  failingSince?: string | undefined;
  isSuspect?: boolean;
}): Lane {
  if (isSuspect) return 'suspect';
  return failingSince === undefined ? 'steady' : 'retry';
}

export const largestBatch = 10;

/**
 * Sends up to 10 messages. Returns those that SQS did not take; they need no more care than a lost
 * message, for their clusters come due again.
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

/** A site's queue has the name of the default network's, and then its own: infra/networks/derive.cjs. */
function urlOf({ urls }: PushQueues, network: Network, lane: Lane): string {
  return network === undefined ? urls[lane] : `${urls[lane]}-${network}`;
}
