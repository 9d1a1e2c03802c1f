import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { partition, prefix } from '../../shared/clusters/store/events.ts';
import { readCluster } from '../../shared/clusters/store/records.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { Failure } from '../../shared/failure.ts';

export type Item = Record<string, unknown>;

/** Every item of a table. */
export async function* pagesOf(table: Table): AsyncGenerator<Item[]> {
  let from: Item | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({ TableName: table.name, ...(from !== undefined && { ExclusiveStartKey: from }) }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

export async function isRegistered(table: Table, name: string): Promise<boolean> {
  try {
    return (await readCluster(table, name)) !== undefined;
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
}

/** When the cluster was deregistered last, by its trail in this table: newest first, so that few are read. */
export async function lastDeregistration(table: Table, cluster: string): Promise<string | undefined> {
  let from: Item | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
        FilterExpression: '#type = :deregistered',
        ExpressionAttributeNames: { '#type': 'type' },
        ExpressionAttributeValues: {
          ':pk': partition(cluster),
          ':event': prefix,
          ':deregistered': 'deregistered',
        },
        ScanIndexForward: false,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    const [last] = page.Items ?? [];
    if (last !== undefined) return String(last['at']);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return undefined;
}
