import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet, largestBatchGet } from '../../../shared/clusters/store/batchGet.ts';
import { everyPage } from '../../../shared/clusters/store/everyPage.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { Installation } from '../../connect/installation.ts';
import { stageNames } from '../../stage.ts';
import type { Registered } from './decideShutOut.ts';

/**
 * A stage's registered clusters, except those deregistering; empty if the stage is not deployed yet. Leaves out records
 * that this version cannot read. Throws AWS's other errors.
 */
export async function readRegistered(
  { stage, aws }: Pick<Installation, 'stage' | 'aws'>,
  abortSignal: AbortSignal,
): Promise<Registered[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const table = { client, name: stageNames(stage).table };
  try {
    const names = await namesIn(table, abortSignal);
    const registered: Registered[] = [];
    for (let at = 0; at < names.length; at += largestBatchGet) {
      const some = names.slice(at, at + largestBatchGet);
      const records = await batchGet(table, some, { consistent: false, abortSignal });
      for (const record of records.values())
        if (!(record instanceof Error) && record.status.phase !== 'Deregistering')
          registered.push({ name: record.name, registries: record.spec.registries });
    }
    return registered;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  } finally {
    client.destroy();
  }
}

async function namesIn(table: Table, abortSignal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  const pages = everyPage(
    table,
    {
      IndexName: 'listing',
      KeyConditionExpression: 'listing = :all',
      ExpressionAttributeValues: { ':all': 'cluster' },
    },
    { abortSignal },
  );
  for await (const { Items = [] } of pages) names.push(...Items.map(({ name }) => String(name)));
  return names;
}
