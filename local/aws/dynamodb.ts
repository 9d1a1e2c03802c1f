import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { readTableDefinition, type TableDefinition } from '../../shared/clusters/store/tableDefinition.ts';
import type { LocalClientConfig } from './clientConfig.ts';
import { gate } from './gate.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import type { AwsWorld } from './world.ts';

/**
 * DynamoDB, played by dynalite. Items outlive a restart when `path` is given; nothing is removed by its TTL.
 *
 * @param path folder of its LevelDB store; no other process may have it open
 */
export async function startDynamodb(world: AwsWorld, path?: string): Promise<RunningService> {
  const server = dynalite({ ...(path === undefined ? {} : { path }), createTableMs: 0 });
  gate(server, 'dynamodb', world);
  const port = await listenOnLoopback(server);
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => closeServer(server) };
}

/**
 * Makes the table unless it is there.
 *
 * @throws Error when a table of that name has other keys or indexes than this version of PullPass needs
 */
export async function ensureTable(config: LocalClientConfig, tableName: string): Promise<void> {
  const client = new DynamoDBClient(config);
  try {
    const wanted = await readTableDefinition();
    const existing = await createOrDescribe(client, tableName, wanted);
    if (existing && shape(existing) !== shape(wanted)) {
      throw new Error(
        `The table "${tableName}" in the data folder is from another version of PullPass: expected keys and indexes ` +
          `${shape(wanted)}, found ${shape(existing)}. Start with a new data folder and register the clusters again.`,
      );
    }
    while ((await describe(client, tableName)).TableStatus !== 'ACTIVE');
  } finally {
    client.destroy();
  }
}

/** Gives the table that is there already. */
async function createOrDescribe(
  client: DynamoDBClient,
  tableName: string,
  wanted: TableDefinition,
): Promise<TableDescription | undefined> {
  try {
    await client.send(new CreateTableCommand({ TableName: tableName, ...wanted }));
    return undefined;
  } catch (error) {
    if (error instanceof ResourceInUseException) return describe(client, tableName);
    throw error;
  }
}

async function describe(client: DynamoDBClient, tableName: string): Promise<TableDescription> {
  const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  return Table;
}

/** Keys and indexes in words, `name(hash,range)`, in a fixed order. */
function shape(table: TableDescription | TableDefinition): string {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) => ({
    name: index.IndexName ?? '',
    keys: (index.KeySchema ?? []).map((key) => key.AttributeName),
    also: (index.Projection?.NonKeyAttributes ?? []).toSorted(),
  }));
  const keys = (table.KeySchema ?? []).map((key) => key.AttributeName);
  return [
    `table(${keys})`,
    ...indexes.map(({ name, keys, also }) => `${name}(${keys};${also})`).toSorted(),
  ].join(' ');
}
