import { paginateQuery, type QueryCommandInput, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Table } from './table.ts';

/** The pages of a query, each fetched when it is taken. */
export function everyPage(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
  options: { abortSignal?: AbortSignal } = {},
): AsyncGenerator<QueryCommandOutput> {
  return paginateQuery({ client: table.client }, { TableName: table.name, ...query }, options);
}

/** How many items a query finds; DynamoDB sends none of them. */
export async function countItems(table: Table, query: Parameters<typeof everyPage>[1]): Promise<number> {
  let count = 0;
  for await (const page of everyPage(table, { ...query, Select: 'COUNT' })) count += page.Count ?? 0;
  return count;
}
