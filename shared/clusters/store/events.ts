import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { FailureReport } from '../../failure.ts';
import { partition, type Table } from './table.ts';

export const eventTypes = [
  'registered',
  'changed',
  'rotated',
  'renewed',
  'renewal-failed',
  'paused',
  'resumed',
  'refresh-requested',
  'served',
  'failed',
  'recovered',
  'repaired',
  'removed',
  'token-refused',
  'deregistering',
  'deregistered',
] as const;

/** A line of a cluster's audit trail. Never holds a credential. */
export interface ClusterEvent {
  /** ISO 8601. */
  at: string;
  type: (typeof eventTypes)[number];
  /** ARN of the caller, or `pullpass` for what PullPass did on its own. */
  by: string;
  message: string;
  error?: FailureReport;
}

/** An event of what PullPass did on its own, before it is dated. */
export type OwnEvent = Omit<ClusterEvent, 'at' | 'by'>;

/** How long an event is kept and shown. */
export const lifeSeconds = ({ eventDays = 30 }: Table) => eventDays * 24 * 3600;
/** Prefix of the sort keys of events. */
export const prefix = 'EVENT#';

/** Appends to the trail. `id` distinguishes events of the same millisecond. The event ages out as the table says. */
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
        expiresAt: Math.floor(Date.parse(event.at) / 1000) + lifeSeconds(table),
        ...event,
      },
    }),
  );
}
