import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  ECRPUBLICClient,
  GetAuthorizationTokenCommand as GetPublicTokenCommand,
} from '@aws-sdk/client-ecr-public';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from '@jest/globals';
import type { AwsService } from '../../../local/aws/calls.ts';
import type { LocalClientConfig } from '../../../local/aws/clientConfig.ts';
import type { Fault } from '../../../local/aws/faults.ts';
import type { EmbeddedAws } from '../../../local/aws/startAws.ts';
import { inProcessConfig } from '../../support/aws/inProcess/clientConfig.ts';
import { replaceSigning } from '../../support/aws/inProcess/namingSigner.ts';
import { replaceHttpRequest } from '../../support/aws/inProcess/replaceHttpRequest.ts';
import { afterwards, anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

type Send = (aws: EmbeddedAws, options?: { abortSignal: AbortSignal }) => Promise<unknown>;

type ConfigOf = (aws: EmbeddedAws, service: AwsService) => LocalClientConfig;

const overSockets: ConfigOf = (aws, service) => aws.clientConfig(service);

/** The SDK's own handler, but no sockets. */
const replaced: ConfigOf = (aws, service) => {
  afterwards(replaceHttpRequest([aws.servers[service]]));
  afterwards(replaceSigning());
  return aws.clientConfig(service);
};

const configs = {
  'over sockets': overSockets,
  'in this process': inProcessConfig,
  'with http replaced': replaced,
};

/** One harmless call for each service; each succeeds without a fault. */
const callsWith = (configOf: ConfigOf): Record<AwsService, Send> => ({
  dynamodb: (aws, options) =>
    using(new DynamoDBClient({ ...configOf(aws, 'dynamodb'), maxAttempts: 1 })).send(
      new ListTablesCommand({}),
      options,
    ),
  sqs: (aws, options) =>
    using(new SQSClient({ ...configOf(aws, 'sqs'), maxAttempts: 1 })).send(
      new ListQueuesCommand({}),
      options,
    ),
  secretsmanager: (aws, options) =>
    using(new SecretsManagerClient({ ...configOf(aws, 'secretsmanager'), maxAttempts: 1 }))
      .send(new GetSecretValueCommand({ SecretId: 'missing' }), options)
      .catch((error: Error) => {
        if (error.name !== 'ResourceNotFoundException') throw error;
      }),
  ecr: (aws, options) =>
    using(new ECRClient({ ...configOf(aws, 'ecr'), maxAttempts: 1 })).send(
      new GetAuthorizationTokenCommand({}),
      options,
    ),
  'ecr-public': (aws, options) =>
    using(new ECRPUBLICClient({ ...configOf(aws, 'ecr-public'), maxAttempts: 1 })).send(
      new GetPublicTokenCommand({}),
      options,
    ),
  registry: async (aws, options) => {
    const url = `${aws.endpoints.registry}/quay.io/v2/`;
    const response = await fetch(url, {
      headers: { authorization: 'Basic eDp5' },
      signal: options?.abortSignal ?? null,
    }).catch((error: Error) => {
      // In the words of the other clients.
      throw error.name === 'AbortError' ? { name: 'AbortError' } : error.cause;
    });
    if (!response.ok) throw await response.json();
  },
  sts: (aws, options) =>
    using(new STSClient({ ...configOf(aws, 'sts'), maxAttempts: 1 })).send(
      new GetCallerIdentityCommand({}),
      options,
    ),
  lambda: (aws, options) =>
    using(new LambdaClient({ ...configOf(aws, 'lambda'), maxAttempts: 1 }))
      .send(new InvokeCommand({ FunctionName: 'missing' }), options)
      .catch((error: Error) => {
        if (error.name !== 'ResourceNotFoundException') throw error;
      }),
});

const calls = callsWith(overSockets);

const services = Object.keys(calls) as AwsService[];

const errors: Record<'throttle' | 'deny' | 'error', Record<AwsService, object>> = {
  throttle: {
    dynamodb: { name: 'ThrottlingException' },
    sqs: { name: 'RequestThrottled' },
    secretsmanager: { name: 'ThrottlingException', message: 'Rate exceeded' },
    ecr: { name: 'ThrottlingException', message: 'Rate exceeded' },
    'ecr-public': { name: 'ThrottlingException', message: 'Rate exceeded' },
    registry: { errors: [{ code: 'TOOMANYREQUESTS' }] },
    sts: { name: 'Throttling', message: 'Rate exceeded' },
    lambda: { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } },
  },
  deny: {
    dynamodb: { name: 'AccessDeniedException' },
    sqs: { name: 'AccessDeniedException' },
    secretsmanager: {
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/pullpass-local/local is not authorized to perform: secretsmanager:GetSecretValue on resource: missing because no identity-based policy allows the secretsmanager:GetSecretValue action',
    },
    ecr: {
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/pullpass-local/local is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
    },
    'ecr-public': {
      name: 'AccessDeniedException',
      message: expect.stringContaining('not authorized to perform: ecr-public:GetAuthorizationToken'),
    },
    registry: { errors: [{ code: 'DENIED' }] },
    sts: { name: 'AccessDenied' },
    lambda: {
      name: 'AccessDeniedException',
      message: expect.stringContaining('not authorized to perform: lambda:InvokeFunction on resource: arn:'),
      $metadata: { httpStatusCode: 403 },
    },
  },
  error: {
    dynamodb: { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } },
    sqs: { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } },
    secretsmanager: { name: 'InternalServiceError', $metadata: { httpStatusCode: 500 } },
    ecr: { name: 'ServerException', $metadata: { httpStatusCode: 500 } },
    'ecr-public': { name: 'ServerException', $metadata: { httpStatusCode: 500 } },
    registry: { errors: [{ code: 'UNKNOWN' }] },
    sts: { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } },
    lambda: { name: 'ServiceException', $metadata: { httpStatusCode: 500 } },
  },
};

/** Registries are asked without a client of the SDK. */
const ways = Object.entries(configs).flatMap(([way, configOf]) =>
  services
    .filter((service) => service !== 'registry' || configOf === overSockets)
    .map((service) => ({ service, way, calls: callsWith(configOf) })),
);

describe.each(ways)('$service $way', ({ service, calls }) => {
  test.each(Object.keys(errors) as (keyof typeof errors)[])(
    'fails with %s as its client knows it, once, then works',
    async (kind) => {
      const aws = await anAws();
      aws.faults.inject({ service, fault: { kind }, times: 1 });

      await expect(calls[service](aws)).rejects.toMatchObject(errors[kind][service]);
      await expect(calls[service](aws)).resolves.not.toThrow();
    },
  );

  test('is cut off in the middle, once, then works', async () => {
    const aws = await anAws();
    aws.faults.inject({ service, fault: { kind: 'reset' }, times: 1 });

    await expect(calls[service](aws)).rejects.toThrow('ECONNRESET');
    await expect(calls[service](aws)).resolves.not.toThrow();
  });

  test('hangs until the client gives up, and stopping does not wait for it', async () => {
    const aws = await anAws();
    const off = aws.faults.inject({ service, fault: { kind: 'hang' } });

    const arrived = async (count: number) => {
      while (aws.calls.count({ service }) < count) await new Promise(setImmediate);
    };
    const patience = new AbortController();
    const { signal: abortSignal } = patience;
    const givenUp = expect(calls[service](aws, { abortSignal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    // The call should hang, not the way to it: a busy machine may take its time.
    await arrived(1);
    patience.abort();
    await givenUp;
    const hanging = expect(calls[service](aws)).rejects.toThrow();
    await arrived(2);
    off();
    await calls[service](aws).catch(() => undefined);
    await aws.stop();
    await hanging;
  });

  test('answers late if it is slow', async () => {
    const aws = await anAws();
    await calls[service](aws);
    aws.faults.inject({ service, fault: { kind: 'slow', ms: 200 } });

    const startedAt = performance.now();
    await calls[service](aws);

    expect(performance.now() - startedAt).toBeGreaterThan(195);
  });
});

test('a fault hits the operation, the region and the role that it names, and no others', async () => {
  const aws = await anAws();
  const fault: Fault = { kind: 'throttle' };
  const token = (region: string) =>
    using(new ECRClient({ ...aws.clientConfig('ecr'), region, maxAttempts: 1 })).send(
      new GetAuthorizationTokenCommand({}),
    );

  const off = aws.faults.inject({ service: 'ecr', region: 'us-east-1', fault });
  await expect(token('us-east-1')).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(token('eu-west-1')).resolves.toBeDefined();
  off();
  await expect(token('us-east-1')).resolves.toBeDefined();

  aws.faults.inject({ service: 'ecr', role: 'arn:aws:iam::123456789012:role/x', fault });
  await expect(token('us-east-1')).resolves.toBeDefined();

  aws.faults.inject({ service: 'sts', operation: 'AssumeRole', fault });
  await expect(calls.sts(aws)).resolves.toBeDefined();
  aws.faults.clear();
  const sts = using(new STSClient({ ...aws.clientConfig('sts'), maxAttempts: 1 }));
  const assumed = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/x', RoleSessionName: 'aa' }),
  );
  expect(assumed.Credentials).toBeDefined();
});

test('the clients retry a throttle on their own', async () => {
  const aws = await anAws();
  aws.faults.inject({ service: 'ecr', fault: { kind: 'throttle' }, times: 1 });
  const client = using(new ECRClient(aws.clientConfig('ecr')));

  await expect(client.send(new GetAuthorizationTokenCommand({}))).resolves.toBeDefined();
  expect(aws.calls.count({ service: 'ecr' })).toBe(2);
});

test.each(
  Object.entries(configs).flatMap(([way, configOf]) => [
    { service: 'secretsmanager' as const, way, configOf },
    { service: 'sqs' as const, way, configOf },
  ]),
)(
  'a call of $service $way whose answer is lost was done all the same, and is done again',
  async ({ service, configOf }) => {
    const aws = await anAws();
    aws.faults.inject({ service, fault: { kind: 'lost-answer' }, times: 1 });
    if (service === 'sqs') {
      const sqs = using(new SQSClient(configOf(aws, 'sqs')));
      await sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: 'twice' }));
      expect(aws.calls.count({ operation: 'SendMessage' })).toBe(2);
      return;
    }
    const once = using(new SecretsManagerClient({ ...configOf(aws, service), maxAttempts: 1 }));
    await expect(once.send(new CreateSecretCommand({ Name: 'a', SecretString: 'b' }))).rejects.toThrow();
    await expect(once.send(new GetSecretValueCommand({ SecretId: 'a' }))).resolves.toMatchObject({
      SecretString: 'b',
    });
  },
);

test('Secrets Manager loses a secret, or damages it, while the fault lasts', async () => {
  const aws = await anAws();
  const client = using(new SecretsManagerClient(aws.clientConfig('secretsmanager')));
  await client.send(new CreateSecretCommand({ Name: 'a', SecretString: '0123456789' }));
  const read = () => client.send(new GetSecretValueCommand({ SecretId: 'a' }));

  const found = aws.faults.inject({ service: 'secretsmanager', fault: { kind: 'missing' } });
  await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  found();
  const whole = aws.faults.inject({ service: 'secretsmanager', fault: { kind: 'corrupt' } });
  await expect(read()).resolves.toMatchObject({ SecretString: '01234' });
  whole();
  await expect(read()).resolves.toMatchObject({ SecretString: '0123456789' });
});

test('a listener learns of each strike, and from which port the caller is connected', async () => {
  const aws = await anAws();
  const strikes: [string, number | undefined][] = [];
  aws.faults.onStrike = ({ kind }, port) => strikes.push([kind, port]);
  aws.faults.inject({ service: 'ecr', fault: { kind: 'throttle' } });
  await expect(calls.ecr(aws)).rejects.toThrow();
  expect(strikes).toEqual([['throttle', expect.any(Number)]]);
});
