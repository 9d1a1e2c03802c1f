import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The table `clusters`: one record per cluster, with its events. */
export interface Table {
  client: DynamoDBDocumentClient;
  name: string;
  /** Days for which events are kept and shown. Default: 30. */
  eventDays?: number;
}

/** Partition of a cluster's record, credential and events. */
export const partition = (cluster: string) => `CLUSTER#${cluster}`;

export const recordKey = (cluster: string) => ({ pk: partition(cluster), sk: 'RECORD' });
