import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { readTableDefinition } from '../../../shared/clusters/store/tableDefinition.ts';

/** Makes a table beside the fleet's, and waits until it can be used. Default: with the keys and indexes of the fleet's. */
export async function anotherTable(
  { client }: Table,
  name: string,
  definition?: Omit<CreateTableCommandInput, 'TableName'>,
): Promise<Table> {
  await client.send(
    new CreateTableCommand({ TableName: name, ...(definition ?? (await readTableDefinition())) }),
  );
  const status = async () =>
    (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus;
  while ((await status()) !== 'ACTIVE');
  return { client, name };
}
