import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { World } from '../../../functions/widget/world.ts';
import { type EmbeddedAws, startAws } from '../../../local/aws/startAws.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { inProcessConfig } from '../aws/inProcess/clientConfig.ts';
import { store } from './store.ts';
import { limits, now } from './views.ts';

export interface StoredFleet {
  aws: EmbeddedAws;
  world: World;
  logged: string[];
  stop(): Promise<void>;
}

/** The page's world over the embedded AWS, with these clusters in the table; its clock stands still. */
export async function storedFleet(records: readonly ClusterRecord[]): Promise<StoredFleet> {
  const aws = await startAws();
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...inProcessConfig(aws, 'dynamodb'), maxAttempts: 1 }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  const table = { client, name: aws.tableName };
  await store(table, records);
  aws.calls.reset();
  const logged: string[] = [];
  const line = (message: string, fields: object) => void logged.push(JSON.stringify({ message, ...fields }));
  return {
    aws,
    logged,
    world: {
      table,
      limits,
      renewal: defaultRenewalSettings,
      place: 'stage test in eu-west-1',
      log: { info: line, warn: line, error: line },
      now: () => now,
    },
    async stop() {
      client.destroy();
      await aws.stop();
    },
  };
}
