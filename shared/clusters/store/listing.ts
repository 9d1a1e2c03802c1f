import type { Phase } from '../record.ts';
import { everyPage } from './everyPage.ts';
import type { Table } from './table.ts';

export interface ListedCluster {
  name: string;
  phase: Phase;
  labels: Readonly<Record<string, string>>;
}

/** Every cluster in the order of names, after `after`, read page by page as they are taken. */
export async function* listedClusters(table: Table, after?: string): AsyncGenerator<ListedCluster> {
  const pages = everyPage(table, {
    IndexName: 'listing',
    KeyConditionExpression: after === undefined ? 'listing = :all' : 'listing = :all AND #name > :after',
    ...(after !== undefined && { ExpressionAttributeNames: { '#name': 'name' } }),
    ExpressionAttributeValues: { ':all': 'cluster', ...(after !== undefined && { ':after': after }) },
  });
  for await (const page of pages) for (const item of page.Items ?? []) yield item as ListedCluster;
}
