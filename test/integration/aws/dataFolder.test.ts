import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { startAws } from '../../../local/aws/startAws.ts';
import { aFolder, anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

test('with a data folder, records and secrets outlive a restart, and queues start empty', async () => {
  const dataDir = join(await aFolder(), 'new');
  const first = await anAws({ dataDir });
  const record = { pk: 'CLUSTER#a', sk: 'RECORD', dueShard: '3', nextPushAt: '2026-01-01', name: 'a' };
  const documents = using(DynamoDBDocumentClient.from(new DynamoDBClient(first.clientConfig('dynamodb'))));
  await documents.send(new PutCommand({ TableName: first.tableName, Item: record }));
  const secrets = using(new SecretsManagerClient(first.clientConfig('secretsmanager')));
  await secrets.send(new CreateSecretCommand({ Name: `${first.secretPrefix}a`, SecretString: 'kubeconfig' }));
  const queue = using(new SQSClient(first.clientConfig('sqs')));
  await queue.send(new SendMessageCommand({ QueueUrl: first.queueUrl, MessageBody: '{}' }));
  await first.stop();

  const second = await anAws({ dataDir });

  const again = using(DynamoDBDocumentClient.from(new DynamoDBClient(second.clientConfig('dynamodb'))));
  const key = { pk: record.pk, sk: record.sk };
  expect((await again.send(new GetCommand({ TableName: second.tableName, Key: key }))).Item).toEqual(record);
  const due = await again.send(
    new QueryCommand({
      TableName: second.tableName,
      IndexName: 'due',
      KeyConditionExpression: 'dueShard = :shard',
      ExpressionAttributeValues: { ':shard': '3' },
    }),
  );
  expect(due.Items).toMatchObject([{ name: 'a', nextPushAt: '2026-01-01' }]);
  const secretsAgain = using(new SecretsManagerClient(second.clientConfig('secretsmanager')));
  const secret = await secretsAgain.send(new GetSecretValueCommand({ SecretId: `${second.secretPrefix}a` }));
  expect(secret.SecretString).toBe('kubeconfig');
  const queueAgain = using(new SQSClient(second.clientConfig('sqs')));
  const { Attributes } = await queueAgain.send(
    new GetQueueAttributesCommand({ QueueUrl: second.queueUrl, AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', VisibilityTimeout: '180' });
});

test('only its owner can read the data folder and the secrets in it', async () => {
  const dataDir = join(await aFolder(), 'new');
  const aws = await anAws({ dataDir });
  const secrets = using(new SecretsManagerClient(aws.clientConfig('secretsmanager')));
  await secrets.send(new CreateSecretCommand({ Name: 'a/../../b', SecretString: 'kubeconfig' }));

  const files = await readdir(join(dataDir, 'secrets'));

  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{40}\.json$/)]);
  const mode = async (path: string) => (await stat(path)).mode & 0o777;
  expect(await mode(dataDir)).toBe(0o700);
  expect(await mode(join(dataDir, 'secrets'))).toBe(0o700);
  expect(await mode(join(dataDir, 'secrets', files[0] ?? ''))).toBe(0o600);
});

test('a second process cannot take the same data folder; after the first has stopped, it can', async () => {
  const dataDir = await aFolder();
  const first = await anAws({ dataDir });

  await expect(startAws({ dataDir })).rejects.toThrow(
    `The data folder ${dataDir} is in use by process ${process.pid}. Stop that one first, or take another folder.`,
  );

  await first.stop();
  await expect(anAws({ dataDir })).resolves.toBeDefined();
});

test('a data folder that a killed process has left is taken over', async () => {
  const dataDir = await aFolder();
  const deadPid = 2 ** 22 + 1; // Above the highest pid that Linux assigns.
  await writeFile(join(dataDir, 'pid'), String(deadPid));

  await expect(anAws({ dataDir })).resolves.toBeDefined();
});

test('an unreadable secret file stops the start; it is named, but not quoted', async () => {
  const dataDir = await aFolder();
  await mkdir(join(dataDir, 'secrets'));
  const file = join(dataDir, 'secrets', 'x.json');
  await writeFile(file, '{"name":"half a kubeconf');

  const failure = await startAws({ dataDir }).catch((error: unknown) => String(error));

  expect(failure).toContain(`${file} is not a secret that the local Secrets Manager wrote`);
  expect(failure).not.toContain('half a');
  // Nothing was left behind: the folder can be taken again.
  await writeFile(file, '{"name":"a","versions":[]}');
  await expect(anAws({ dataDir })).resolves.toBeDefined();
});

test('a table of another version of PullPass stops the start, with what differs', async () => {
  const dataDir = await aFolder();
  const first = await anAws({ dataDir });
  const client = using(new DynamoDBClient(first.clientConfig('dynamodb')));
  await client.send(new DeleteTableCommand({ TableName: first.tableName }));
  const old = {
    TableName: first.tableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  };
  // The deletion takes its time, as in AWS.
  for (;;) {
    const made = await client.send(new CreateTableCommand(old)).catch((error: Error) => error.name);
    if (made !== 'ResourceInUseException') break;
  }
  await first.stop();

  await expect(startAws({ dataDir })).rejects.toThrow(
    /from another version of PullPass: expected keys and indexes table\(pk,sk\).*, found table\(id\)\. Start with a new/,
  );
});
