import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { readPassword } from '../../../local/aws/ecrToken.ts';
import type { EmbeddedAws } from '../../../local/aws/startAws.ts';
import { aClock, anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

const hour = 60 * 60 * 1000;
const RoleArn = 'arn:aws:iam::123456789012:role/team/pullpass-pull';

function assume(aws: EmbeddedAws, input: Partial<AssumeRoleCommandInput> = {}) {
  const client = using(new STSClient({ ...aws.clientConfig('sts'), maxAttempts: 1 }));
  return client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'pullpass', ...input }));
}

const keys = (credentials: Credentials | undefined) => ({
  accessKeyId: credentials?.AccessKeyId ?? '',
  secretAccessKey: credentials?.SecretAccessKey ?? '',
  sessionToken: credentials?.SessionToken ?? '',
});

async function mint(aws: EmbeddedAws, region = 'eu-west-1', credentials?: Credentials) {
  const config = { ...aws.clientConfig('ecr'), region, maxAttempts: 1 };
  const client = using(new ECRClient(credentials ? { ...config, credentials: keys(credentials) } : config));
  const { authorizationData: [token] = [] } = await client.send(new GetAuthorizationTokenCommand({}));
  const [user, password = ''] = Buffer.from(token?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  return { ...token, user, password };
}

test('a token is for the user AWS, lives 12 hours, and has a real one’s size', async () => {
  const clock = aClock();
  const aws = await anAws({ now: clock.now });

  const token = await mint(aws);

  expect(token.user).toBe('AWS');
  expect(token.expiresAt).toEqual(new Date(clock.now().getTime() + 12 * hour));
  expect(token.proxyEndpoint).toBe('https://123456789012.dkr.ecr.eu-west-1.amazonaws.com');
  expect(token.password).toHaveLength(2400);
});

test('a token says whose it is: the role, its session, the region, and its number', async () => {
  const aws = await anAws({ tokenLifeMs: hour });
  const { Credentials: credentials } = await assume(aws);

  const own = await mint(aws, 'us-east-1');
  const assumed = await mint(aws, 'cn-north-1', credentials);

  expect(readPassword(own.password)).toEqual({
    account: '123456789012',
    region: 'us-east-1',
    serial: 1,
    mintedAt: expect.any(Number),
    expiresAt: expect.any(Date),
  });
  expect(readPassword(assumed.password)).toMatchObject({
    account: '123456789012',
    role: RoleArn,
    session: 'pullpass',
    region: 'cn-north-1',
    serial: 2,
  });
  expect(assumed.proxyEndpoint).toBe('https://123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn');
  expect(() => readPassword('hunter2')).toThrow(
    'This password of 7 characters was not minted by the local ECR.',
  );
});

test('no two tokens are the same', async () => {
  const aws = await anAws({ now: aClock().now });
  const passwords = await Promise.all(Array.from({ length: 20 }, async () => (await mint(aws)).password));

  expect(new Set(passwords).size).toBe(20);
});

test('the life of tokens can be set, and one token can come half spent', async () => {
  const clock = aClock();
  const aws = await anAws({ now: clock.now });
  aws.ecr.tokenLifeMs = 4 * hour;
  aws.faults.inject({ service: 'ecr', fault: { kind: 'half-spent' }, times: 1 });

  const lives = [await mint(aws), await mint(aws)].map(
    ({ expiresAt }) => ((expiresAt?.getTime() ?? 0) - clock.now().getTime()) / hour,
  );

  expect(lives).toEqual([2, 4]);
});

test('calls are counted by role and region', async () => {
  const aws = await anAws();
  const { Credentials: credentials } = await assume(aws);
  await mint(aws);
  await mint(aws, 'us-east-1', credentials);
  await mint(aws, 'us-east-1', credentials);

  const operation = 'GetAuthorizationToken';
  expect(aws.calls.count({ operation })).toBe(3);
  expect(aws.calls.count({ operation, role: RoleArn, region: 'us-east-1' })).toBe(2);
  expect(aws.calls.count({ operation, role: 'none', region: 'eu-west-1' })).toBe(1);
  expect(aws.calls.count({ operation, role: RoleArn, region: 'eu-west-1' })).toBe(0);
  expect(aws.calls.count({ service: 'sts' })).toBe(1);
  aws.calls.reset();
  expect(aws.calls.count()).toBe(0);
});

test('a session has the identity it claims, and ends after its hour', async () => {
  const clock = aClock();
  const aws = await anAws({ now: clock.now });
  const { AssumedRoleUser, Credentials: credentials } = await assume(aws);
  const session = using(new STSClient({ ...aws.clientConfig('sts'), credentials: keys(credentials) }));

  const arn = 'arn:aws:sts::123456789012:assumed-role/pullpass-pull/pullpass';
  expect(AssumedRoleUser?.Arn).toBe(arn);
  expect(credentials?.Expiration).toEqual(new Date(clock.now().getTime() + hour));
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: arn,
  });

  clock.advance(hour);
  await expect(mint(aws, 'eu-west-1', credentials)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

test('keys with a session token that was not issued with them are refused', async () => {
  const aws = await anAws();
  const { Credentials: credentials } = await assume(aws);

  const forged = { ...credentials, SessionToken: 'other' } as Credentials;

  await expect(mint(aws, 'eu-west-1', forged)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
});

test('a role requires its external id, and does not say whether that or the role is wrong', async () => {
  const aws = await anAws({ roles: { [RoleArn]: { externalId: 'the-id' } } });
  const message = `User: arn:aws:sts::123456789012:assumed-role/pullpass-local/local is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;

  await expect(assume(aws, { ExternalId: 'the-id' })).resolves.toBeDefined();
  await expect(assume(aws)).rejects.toMatchObject({ name: 'AccessDenied', message });
  await expect(assume(aws, { ExternalId: 'another' })).rejects.toMatchObject({
    name: 'AccessDenied',
    message,
  });
  const missing = `${RoleArn}-missing`;
  await expect(assume(aws, { RoleArn: missing })).rejects.toMatchObject({ name: 'AccessDenied' });

  aws.sts.roles.set(missing, {});
  await expect(assume(aws, { RoleArn: missing })).resolves.toBeDefined();
});

test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
  ['an ARN that is not a role’s', { RoleArn: 'arn:aws:iam::123456789012:user/pullpass' }, 'is invalid'],
  ['a session name with a space', { RoleSessionName: 'a b' }, 'roleSessionName'],
  ['a minute', { DurationSeconds: 60 }, 'durationSeconds'],
  ['two hours, which a chained role cannot have', { DurationSeconds: 7200 }, 'role chaining'],
])('AssumeRole refuses %s', async (_case, input, message) => {
  const aws = await anAws();

  await expect(assume(aws, input)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});
