import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { FailureReport } from '../../failure.ts';
import type { Table } from './table.ts';

export const eventTypes = [
  'registered',
  'changed',
  'rotated',
  'paused',
  'resumed',
  'refresh-requested',
  'served',
  'failed',
  'recovered',
  'deregistering',
  'deregistered',
] as const;

/** A line of a cluster's audit trail. Never holds a credential. */
export interface ClusterEvent {
  /** ISO 8601. */
  at: string;
  type: (typeof eventTypes)[number];
  /** ARN of the caller, or `pullpass` for what PullPass did by itself. */
  by: string;
  message: string;
  error?: FailureReport;
}

const lifeSeconds = 30 * 24 * 3600;
const partition = (cluster: string) => `CLUSTER#${cluster}`;
const prefix = 'EVENT#';

/** Appends to the trail; `id` tells apart events of the same millisecond. The event ages out in 30 days. */
export async function addEvent(
  table: Table,
  cluster: string,
  event: ClusterEvent,
  id: string,
): Promise<void> {
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: {
        pk: partition(cluster),
        sk: `${prefix}${event.at}#${id}`,
        expiresAt: Math.floor(Date.parse(event.at) / 1000) + lifeSeconds,
        ...event,
      },
    }),
  );
}

/** The trail, newest first. `cursor` is that of an earlier page. */
export async function readEvents(
  table: Table,
  cluster: string,
  page: { limit: number; cursor?: string },
): Promise<{ events: ClusterEvent[]; cursor?: string }> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': partition(cluster),
        ':first': prefix,
        ':last': `${prefix}~`,
      },
      ScanIndexForward: false,
      Limit: page.limit,
      ...(page.cursor !== undefined && {
        ExclusiveStartKey: { pk: partition(cluster), sk: `${prefix}${page.cursor}` },
      }),
    }),
  );
  const events = (answer.Items ?? []).map(({ pk, sk, expiresAt, ...event }) => event as ClusterEvent);
  const last = answer.LastEvaluatedKey?.['sk'] as string | undefined;
  return { events, ...(last !== undefined && { cursor: last.slice(prefix.length) }) };
}
