import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { startAws } from '../../../local/aws/startAws.ts';
import { functionsEnvironment } from '../../../local/service/environment.ts';
import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import { toItem } from '../../../shared/clusters/store/item.ts';
import { readClusters } from '../../../shared/clusters/store/records.ts';
import { writableVault } from '../../../shared/kubeconfig/writableVault.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';
import { clusterName, kubeconfigOf } from './endpoints.ts';
import { kubeconfigVersion, recordOf } from './recordOf.ts';

/**
 * A program: the local AWS. A fleet uses two of them, so that DynamoDB has its own process; the caller decides what to
 * ask each.
 */
export type AwsQuestion =
  | { ask: 'environment' }
  /** Stores kubeconfigs. */
  | { ask: 'secrets'; indexes: number[]; port: number; ca: string }
  /** Rewrites the records as if earlier pushes had served the clusters, each with `namespaces` namespaces, 1 by default. */
  | { ask: 'records'; indexes: number[]; port: number; due: boolean; namespaces?: number }
  | { ask: 'statuses'; indexes: number[] }
  /** Makes the next tick count the fleet again. */
  | { ask: 'forgetCensus' };

export interface AwsAnswer {
  environment?: Record<string, string>;
  queue?: { url: string; arn: string };
  statuses?: Outcome[];
}

export interface Outcome extends ClusterStatus {
  /** Whether a dispatched push has not been recorded yet. */
  claimed: boolean;
}

const aws = await startAws({ stage: 'bench' });
const table = {
  client: DynamoDBDocumentClient.from(new DynamoDBClient(aws.clientConfig('dynamodb')), {
    marshallOptions: { removeUndefinedValues: true },
  }),
  name: aws.tableName,
};
const vault = writableVault(new SecretsManagerClient(aws.clientConfig('secretsmanager')), aws.secretPrefix);

answerQuestions<AwsQuestion, AwsAnswer>(async (question) => {
  if (question.ask === 'secrets') await storeSecrets(question);
  if (question.ask === 'records') await storeRecords(question);
  if (question.ask === 'forgetCensus')
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk: 'FLEET', sk: 'CENSUS' } }));
  if (question.ask === 'statuses') return { statuses: await statuses(question.indexes) };
  return {
    // As in a deployment: the log in JSON, the metrics written.
    environment: {
      ...functionsEnvironment(aws),
      STAGE: 'bench',
      POWERTOOLS_DEV: 'false',
      POWERTOOLS_METRICS_DISABLED: 'false',
    },
    queue: { url: aws.queueUrl, arn: aws.queueArn },
  };
});

async function storeSecrets({ indexes, port, ca }: Extract<AwsQuestion, { ask: 'secrets' }>): Promise<void> {
  const store = (index: number) =>
    vault.create(clusterName(index), kubeconfigOf(index, port, ca), kubeconfigVersion);
  await pMap(indexes, store, { concurrency: 8 });
}

async function storeRecords({ indexes, ...of }: Extract<AwsQuestion, { ask: 'records' }>): Promise<void> {
  const now = Date.now();
  const put = (index: number) => ({ PutRequest: { Item: toItem(recordOf(index, { ...of, now })) } });
  const write = (batch: number[]) =>
    table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: batch.map(put) } }));
  await pMap(inBatches(indexes, 25), write, { concurrency: 4 });
}

async function statuses(indexes: number[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const batch of inBatches(indexes, 100))
    for (const { status, claim } of await readClusters(table, batch.map(clusterName)))
      outcomes.push({ ...status, claimed: claim !== undefined });
  return outcomes;
}

function inBatches(indexes: number[], size: number): number[][] {
  const count = Math.ceil(indexes.length / size);
  return Array.from({ length: count }, (_, batch) => indexes.slice(batch * size, (batch + 1) * size));
}
