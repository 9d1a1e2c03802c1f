import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditionExpression, equals } from '../../../shared/clusters/store/clause.ts';
import { conditionalWrite, leaves } from '../../../shared/clusters/store/conditionalWrite.ts';
import { getItem } from '../../../shared/clusters/store/getItem.ts';
import type { StoredObjects } from '../../../shared/simulation/store.ts';
import { seal, unseal } from './sealed.ts';

export interface CanaryTable {
  client: DynamoDBDocumentClient;
  name: string;
}

export interface CanaryState {
  contents: StoredObjects;
  revision: number;
}

const key = { pk: 'canary' };

/** The canary's contents; undefined before the first request. Throws if the token is not the run's. */
export async function readState(table: CanaryTable, token: string): Promise<CanaryState | undefined> {
  const item = await getItem(table, key);
  if (item === undefined) return undefined;
  return { contents: JSON.parse(unseal(item['sealed'], token)), revision: item['revision'] };
}

/** False if another request wrote since `before` was read. */
export async function writeState(
  table: CanaryTable,
  token: string,
  contents: StoredObjects,
  before: CanaryState | undefined,
): Promise<boolean> {
  const revision = (before?.revision ?? 0) + 1;
  // Equal contents differ when sealed twice, so what is stored is recognised as this write.
  const sealed = seal(JSON.stringify(contents), token);
  const notWrittenSince = equals('revision', before?.revision);
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...key, revision, sealed },
    ...conditionExpression(notWrittenSince),
  });
  return (await conditionalWrite(table, put, key, leaves('sealed', sealed))) !== undefined;
}
