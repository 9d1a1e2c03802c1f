import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Phase } from '../record.ts';
import type { Table } from './table.ts';

export interface ListedCluster {
  name: string;
  phase: Phase;
  labels: Readonly<Record<string, string>>;
}

/** Every cluster in the order of names, after `after`, read page by page as they are taken. */
export async function* listedClusters(table: Table, after?: string): AsyncGenerator<ListedCluster> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'listing',
        KeyConditionExpression: after === undefined ? 'listing = :all' : 'listing = :all AND #name > :after',
        ...(after !== undefined && { ExpressionAttributeNames: { '#name': 'name' } }),
        ExpressionAttributeValues: { ':all': 'cluster', ...(after !== undefined && { ':after': after }) },
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) yield item as ListedCluster;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
