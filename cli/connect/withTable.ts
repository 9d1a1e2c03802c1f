import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../shared/clusters/store/table.ts';
import { stageNames } from '../stage.ts';
import { type Aws, closing } from './aws.ts';

/** Runs work on a table; by default, the one with the stage's clusters. */
export function withTable<T>(
  { stage, aws }: { stage: string; aws: Aws },
  work: (table: Table) => Promise<T>,
  name = stageNames(stage).table,
): Promise<T> {
  // Destroying a document client closes nothing.
  return closing(new DynamoDBClient(aws), (client) =>
    work({ client: DynamoDBDocumentClient.from(client), name }),
  );
}
