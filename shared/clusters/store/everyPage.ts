import { QueryCommand, type QueryCommandInput, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Table } from './table.ts';

/** The pages of a query, each fetched as it is taken. */
export async function* everyPage(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
): AsyncGenerator<QueryCommandOutput> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...query,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    yield page;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
