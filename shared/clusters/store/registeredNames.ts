import { everyPage } from './everyPage.ts';
import type { Table } from './table.ts';

/** The names of all clusters that are registered, in pages that are fetched when they are taken. */
export async function* registeredNames(
  table: Table,
  options: { abortSignal?: AbortSignal } = {},
): AsyncGenerator<string> {
  const pages = everyPage(
    table,
    {
      IndexName: 'listing',
      KeyConditionExpression: 'listing = :all',
      ExpressionAttributeValues: { ':all': 'cluster' },
      ProjectionExpression: '#name',
      ExpressionAttributeNames: { '#name': 'name' },
    },
    options,
  );
  for await (const { Items = [] } of pages) for (const { name } of Items) yield String(name);
}
