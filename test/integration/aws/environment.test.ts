import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { setEnvironment } from '../../support/aws/setEnvironment.ts';
import { afterwards, anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

test('with its environment, clients made without any configuration reach the embedded services', async () => {
  const aws = await anAws({ region: 'eu-central-1' });
  afterwards(
    setEnvironment({
      // What a user may have set, but must not win.
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'of-the-user',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    }),
  );
  afterwards(setEnvironment(aws.environment()));

  const tables = await using(new DynamoDBClient()).send(new ListTablesCommand({}));
  expect(tables.TableNames).toEqual([aws.tableName]);
  const queue = await using(new SQSClient()).send(
    new GetQueueAttributesCommand({ QueueUrl: aws.queueUrl, AttributeNames: ['All'] }),
  );
  expect(queue.Attributes).toMatchObject({
    QueueArn: aws.queueArn,
    VisibilityTimeout: '180',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: aws.deadLetterQueueArn, maxReceiveCount: 3 }),
  });
  const secrets = await using(new SecretsManagerClient()).send(new ListSecretsCommand({}));
  expect(secrets.SecretList).toEqual([]);
  const caller = await using(new STSClient()).send(new GetCallerIdentityCommand({}));
  expect(caller.Account).toBe('123456789012');
  expect(await using(new STSClient()).config.credentials()).not.toHaveProperty('sessionToken');
  await using(new ECRClient()).send(new GetAuthorizationTokenCommand({}));
  expect(aws.calls.count({ service: 'ecr', region: 'eu-central-1' })).toBe(1);
});

test('a real service keeps its own address and the user’s credentials', async () => {
  const aws = await anAws({ real: ['ecr', 'ecr-public', 'sts'] });

  const names = Object.keys(aws.environment()).sort();

  expect(names).toEqual([
    'AWS_ENDPOINT_URL_DYNAMODB',
    'AWS_ENDPOINT_URL_LAMBDA',
    'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    'AWS_ENDPOINT_URL_SQS',
    'AWS_REGION',
  ]);
});

test('a user’s temporary credentials work for the services that stay local', async () => {
  const aws = await anAws({ real: ['ecr', 'ecr-public', 'sts'] });
  const credentials = { accessKeyId: 'ASIAREALUSER00000000', secretAccessKey: 'x', sessionToken: 'y' };

  const secrets = using(new SecretsManagerClient({ ...aws.clientConfig('secretsmanager'), credentials }));
  await expect(secrets.send(new ListSecretsCommand({}))).resolves.toMatchObject({ SecretList: [] });
  const tables = using(new DynamoDBClient({ ...aws.clientConfig('dynamodb'), credentials }));
  await expect(tables.send(new ListTablesCommand({}))).resolves.toMatchObject({
    TableNames: [aws.tableName],
  });
});
