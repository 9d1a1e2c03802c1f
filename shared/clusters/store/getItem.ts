import { GetCommand, type GetCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Table } from './table.ts';

/** Reads one item, consistently; undefined if it does not exist. */
export async function getItem(
  table: Pick<Table, 'client' | 'name'>,
  Key: Record<string, unknown>,
): Promise<GetCommandOutput['Item']> {
  const get = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
  return (await table.client.send(get)).Item;
}
