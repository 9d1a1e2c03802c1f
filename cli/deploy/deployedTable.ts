import {
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { poll } from '../poll.ts';
import { CommandError } from '../program/errors.ts';
import type { Watching } from '../program/io.ts';
import type { TableIndex } from './planIndexes.ts';

export interface AttributeDefinition {
  AttributeName: string;
  AttributeType: string;
}

export interface DeployedTable {
  indexes: readonly TableIndex[];
  attributes: readonly AttributeDefinition[];
  /** Whether the table and all its indexes are usable, and the table can be updated again. */
  isReady: boolean;
}

/** Undefined if there is no such table, as before the first deployment. */
export async function readTable(
  client: DynamoDBClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<DeployedTable | undefined> {
  try {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: name }), { abortSignal });
    const indexes = Table.GlobalSecondaryIndexes ?? [];
    return {
      indexes: indexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName: IndexName as string,
        KeySchema: KeySchema as TableIndex['KeySchema'],
        Projection: Projection as TableIndex['Projection'],
      })),
      attributes: Table.AttributeDefinitions as AttributeDefinition[],
      isReady: [Table.TableStatus, ...indexes.map(({ IndexStatus }) => IndexStatus)].every(
        // AWS always gives a status; an emulated DynamoDB may not.
        (status) => status === 'ACTIVE' || status === undefined,
      ),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Waits until the table can be updated again: filling an index takes minutes, more for a large table. */
export async function untilReady(client: DynamoDBClient, name: string, watching: Watching): Promise<void> {
  const anHour = 3600;
  const { signal } = watching;
  const ready = await poll(anHour, watching, async () => (await readTable(client, name, signal))?.isReady);
  if (ready === undefined)
    throw new CommandError(`The indexes of ${name} are still being made after an hour.`, {
      remedy: 'Deploy again once they are.',
    });
}
