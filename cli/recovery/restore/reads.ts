import { prefix } from '../../../shared/clusters/store/events.ts';
import { everyPage } from '../../../shared/clusters/store/everyPage.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { partition, type Table } from '../../../shared/clusters/store/table.ts';
import { Failure } from '../../../shared/failure.ts';

export async function isRegistered(table: Table, name: string): Promise<boolean> {
  try {
    return (await readCluster(table, name)) !== undefined;
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
}

/** When the cluster was last deregistered, by its trail in this table. Reads newest first, so only a few events. */
export async function lastDeregistration(table: Table, cluster: string): Promise<string | undefined> {
  const pages = everyPage(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
    FilterExpression: '#type = :deregistered',
    ExpressionAttributeNames: { '#type': 'type' },
    ExpressionAttributeValues: {
      ':pk': partition(cluster),
      ':event': prefix,
      ':deregistered': 'deregistered',
    },
    ScanIndexForward: false,
    // It decides whether a cluster comes back.
    ConsistentRead: true,
  });
  for await (const { Items: [last] = [] } of pages) if (last !== undefined) return String(last['at']);
  return undefined;
}
