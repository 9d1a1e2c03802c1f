import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { readTableDefinition, type TableDefinition } from '../../shared/clusters/store/tableDefinition.ts';
import type { LocalClientConfig } from './clientConfig.ts';
import { gate } from './gate.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import type { AwsWorld } from './world.ts';

/**
 * DynamoDB, emulated by dynalite. With `path`, items outlive a restart. Its TTL removes nothing.
 *
 * @param path folder of its LevelDB store; no other process may have it open
 */
export async function startDynamodb(world: AwsWorld, path?: string): Promise<RunningService> {
  const server = dynalite({ ...(path === undefined ? {} : { path }), createTableMs: 0 });
  gate(server, 'dynamodb', world);
  const port = await listenOnLoopback(server);
  return { endpoint: `http://127.0.0.1:${port}`, server, stop: () => closeServer(server) };
}

/**
 * Creates the table unless it exists.
 *
 * @throws Error if a table of that name has other keys or indexes than this version of PullPass needs
 */
export async function ensureTable(config: LocalClientConfig, tableName: string): Promise<void> {
  const wanted = await readTableDefinition();
  const existing = await createOrDescribe(config, tableName, wanted);
  if (existing && shape(existing) !== shape(wanted)) {
    throw new Error(
      `The table "${tableName}" in the data folder is from another version of PullPass: expected keys and indexes ` +
        `${shape(wanted)}, found ${shape(existing)}. Start with a new data folder and register the clusters again.`,
    );
  }
  while ((await describe(config, tableName)).TableStatus !== 'ACTIVE');
}

/** Returns the existing table if there is one. */
async function createOrDescribe(
  config: LocalClientConfig,
  tableName: string,
  wanted: TableDefinition,
): Promise<TableDescription | undefined> {
  const { status, body } = await ask(config, 'CreateTable', { TableName: tableName, ...wanted });
  if (status === 200) return undefined;
  if (body.includes('#ResourceInUseException')) return describe(config, tableName);
  throw new Error(`dynalite refused CreateTable with ${status}: ${body}`);
}

async function describe(config: LocalClientConfig, tableName: string): Promise<TableDescription> {
  const { status, body } = await ask(config, 'DescribeTable', { TableName: tableName });
  if (status !== 200) throw new Error(`dynalite refused DescribeTable with ${status}: ${body}`);
  return (JSON.parse(body) as { Table: TableDescription }).Table;
}

/**
 * Not with the SDK's client: making one costs as much as the rest of a start, and tests start hundreds of times.
 * dynalite requires a signature, but does not check it.
 */
async function ask(
  { endpoint, region, credentials }: LocalClientConfig,
  operation: string,
  input: object,
): Promise<{ status: number; body: string }> {
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
  const asked = request(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': date,
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=host, Signature=none`,
    },
  }).end(JSON.stringify(input));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: await text(answer) };
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
