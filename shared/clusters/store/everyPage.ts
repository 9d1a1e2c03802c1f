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
