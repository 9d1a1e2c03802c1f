import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  LimitExceededException,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { stagesContract } from '../../support/aws/stagesContract.ts';
import { aClock, anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

const day = 24 * 60 * 60 * 1000;
const Name = 'pullpass/local/clusters/a';
const SecretId = Name;

let client: SecretsManagerClient;
let clock: ReturnType<typeof aClock>;

beforeEach(async () => {
  clock = aClock();
  const aws = await anAws({ now: clock.now });
  client = using(new SecretsManagerClient({ ...aws.clientConfig('secretsmanager'), maxAttempts: 1 }));
});

const create = (SecretString = 'one') => client.send(new CreateSecretCommand({ Name, SecretString }));
const put = (SecretString: string, ClientRequestToken?: string) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
const get = (input: { VersionId?: string | undefined; VersionStage?: string } = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...input }));

test('a secret is read back by its name, by its ARN, and by its ARN without the random suffix', async () => {
  const { ARN = '', VersionId } = await create();

  expect(ARN).toMatch(
    /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass\/local\/clusters\/a-[A-Za-z0-9]{6}$/,
  );
  for (const id of [Name, ARN, ARN.slice(0, -7)]) {
    expect(await client.send(new GetSecretValueCommand({ SecretId: id }))).toMatchObject({
      ARN,
      Name,
      VersionId,
      SecretString: 'one',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: clock.now(),
    });
  }
});

test('bytes come back unchanged', async () => {
  const SecretBinary = Buffer.from([0, 255, 1]);
  await client.send(new CreateSecretCommand({ Name, SecretBinary }));

  expect(Buffer.from((await get()).SecretBinary ?? [])).toEqual(SecretBinary);
});

test('a new value becomes current, and the one before stays readable as previous and by its version', async () => {
  const { VersionId: first } = await create();
  const { VersionId: second, VersionStages } = await put('two');
  const { VersionId: third } = await put('three');

  expect(VersionStages).toEqual(['AWSCURRENT']);
  expect((await get()).SecretString).toBe('three');
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).VersionId).toBe(second);
  expect(await get({ VersionId: first })).toMatchObject({ SecretString: 'one', VersionStages: [] });
  expect((await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages).toEqual({
    [third ?? '']: ['AWSCURRENT'],
    [second ?? '']: ['AWSPREVIOUS'],
  });
});

test('a version with its own stage does not become current', async () => {
  await create();
  await client.send(
    new PutSecretValueCommand({ SecretId, SecretString: 'next', VersionStages: ['AWSPENDING'] }),
  );

  expect((await get()).SecretString).toBe('one');
  expect((await get({ VersionStage: 'AWSPENDING' })).SecretString).toBe('next');
});

test('a retry with the same token changes nothing, and with another value it is refused', async () => {
  const token = '00000000-0000-4000-8000-000000000001';
  await create();
  const { VersionId } = await put('two', token);

  expect((await put('two', token)).VersionId).toBe(VersionId);
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
  await expect(put('other', token)).rejects.toThrow(ResourceExistsException);
});

test('a retried creation with the same token answers like the first', async () => {
  const input = { Name, SecretString: 'one', ClientRequestToken: '00000000-0000-4000-8000-000000000001' };
  const first = await client.send(new CreateSecretCommand(input));

  const { ARN, VersionId } = await client.send(new CreateSecretCommand(input));

  expect({ ARN, VersionId }).toEqual({ ARN: first.ARN, VersionId: first.VersionId });
});

test('a second secret of the same name is refused', async () => {
  await create();
  await expect(create('other')).rejects.toThrow(ResourceExistsException);
  expect((await get()).SecretString).toBe('one');
});

test('what does not exist is not found: the secret, the version, the stage', async () => {
  await expect(get()).rejects.toThrow(ResourceNotFoundException);
  await expect(put('two')).rejects.toThrow(ResourceNotFoundException);
  await create();
  await expect(get({ VersionId: '00000000-0000-4000-8000-000000000009' })).rejects.toThrow(
    "Secrets Manager can't find the specified secret value for VersionId: 00000000-0000-4000-8000-000000000009",
  );
  await expect(get({ VersionStage: 'AWSPREVIOUS' })).rejects.toThrow('for staging label: AWSPREVIOUS');
  const { VersionId } = await put('two');
  await expect(get({ VersionId, VersionStage: 'AWSPREVIOUS' })).rejects.toThrow(InvalidRequestException);
});

test('many secrets are read in one call, and those that cannot be read say why', async () => {
  await create();
  await client.send(new CreateSecretCommand({ Name: 'deleted', SecretString: 'x' }));
  await client.send(new DeleteSecretCommand({ SecretId: 'deleted' }));

  const { SecretValues, Errors } = await client.send(
    new BatchGetSecretValueCommand({ SecretIdList: [SecretId, 'missing', 'deleted'] }),
  );

  expect(SecretValues).toMatchObject([{ Name, SecretString: 'one' }]);
  expect(Errors).toMatchObject([
    { SecretId: 'missing', ErrorCode: 'ResourceNotFoundException' },
    { SecretId: 'deleted', ErrorCode: 'InvalidRequestException' },
  ]);
});

test('a deleted secret cannot be read, written or made again until its recovery window is over', async () => {
  await create();
  const { DeletionDate } = await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));

  expect(DeletionDate).toEqual(new Date(clock.now().getTime() + 7 * day));
  await expect(get()).rejects.toThrow(InvalidRequestException);
  await expect(put('two')).rejects.toThrow('because it was marked for deletion');
  await expect(create()).rejects.toThrow('already scheduled for deletion');
  await expect(client.send(new DeleteSecretCommand({ SecretId }))).rejects.toThrow(InvalidRequestException);
  expect((await client.send(new DescribeSecretCommand({ SecretId }))).DeletedDate).toEqual(DeletionDate);

  clock.advance(7 * day);
  await expect(get()).rejects.toThrow(ResourceNotFoundException);
  await create('new');
  expect((await get()).SecretString).toBe('new');
});

test('a deleted secret can be restored', async () => {
  await create();
  await client.send(new DeleteSecretCommand({ SecretId }));
  await client.send(new RestoreSecretCommand({ SecretId }));

  expect((await get()).SecretString).toBe('one');
  await expect(client.send(new RestoreSecretCommand({ SecretId }))).rejects.toThrow('was not deleted');
});

test('a forced deletion continues in the background, and the name stays taken meanwhile', async () => {
  await create();
  const force = new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true });

  await client.send(force);

  for (const refused of [get(), put('two'), client.send(new RestoreSecretCommand({ SecretId }))])
    await expect(refused).rejects.toThrow('because it was deleted');
  await expect(create()).rejects.toThrow('already scheduled for deletion');
  await expect(create()).rejects.toThrow(InvalidRequestException);
  expect((await client.send(new DescribeSecretCommand({ SecretId }))).DeletedDate).toBeDefined();

  clock.advance(2_000);
  await expect(get()).rejects.toThrow(ResourceNotFoundException);
  await create('new');
  expect((await get()).SecretString).toBe('new');
});

test('a forced deletion also removes what awaits its deletion, and accepts what does not exist', async () => {
  const force = new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true });
  await expect(client.send(force)).resolves.toMatchObject({ Name });
  await create();
  await client.send(new DeleteSecretCommand({ SecretId }));
  await client.send(force);
  clock.advance(2_000);
  await expect(client.send(new DescribeSecretCommand({ SecretId }))).rejects.toThrow(
    ResourceNotFoundException,
  );
  await expect(
    client.send(
      new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true, RecoveryWindowInDays: 7 }),
    ),
  ).rejects.toThrow("can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays");
});

test('a label is moved by naming its present version, and AWSPREVIOUS follows AWSCURRENT', async () => {
  const { VersionId: first } = await create();
  const { VersionId: second } = await client.send(
    new PutSecretValueCommand({ SecretId, SecretString: 'two', VersionStages: ['next'] }),
  );
  const move = (RemoveFromVersionId?: string) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: second,
        RemoveFromVersionId,
      }),
    );
  await expect(move()).rejects.toThrow(`currently attached to version ${first}`);
  await move(first);
  expect((await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages).toEqual({
    [first ?? '']: ['AWSPREVIOUS'],
    [second ?? '']: ['next', 'AWSCURRENT'],
  });
});

test('a version without a label is gone a day later', async () => {
  const { VersionId } = await create();
  await put('two');
  await put('three');
  expect((await get({ VersionId })).VersionStages).toEqual([]);
  clock.advance(day);
  await expect(get({ VersionId })).rejects.toThrow(ResourceNotFoundException);
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
});

test('what was just written may not be readable yet', async () => {
  const aws = await anAws({ now: clock.now, secrets: { readLag: 1_000 } });
  client = using(new SecretsManagerClient({ ...aws.clientConfig('secretsmanager'), maxAttempts: 1 }));
  await create();
  await expect(get()).rejects.toThrow(ResourceNotFoundException);
  clock.advance(1_000);
  expect((await get()).SecretString).toBe('one');
  const { VersionId } = await put('two');
  await expect(get({ VersionId })).rejects.toThrow(ResourceNotFoundException);
  expect((await get()).SecretString).toBe('one');
  clock.advance(1_000);
  expect((await get()).SecretString).toBe('two');
});

test('tags are added and removed, and shown with everything except the value', async () => {
  await client.send(
    new CreateSecretCommand({
      Name,
      SecretString: 'hidden',
      Tags: [{ Key: 'a', Value: '1' }],
      Description: 'd',
    }),
  );
  await client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'b', Value: '2' }] }));
  await client.send(new UntagResourceCommand({ SecretId, TagKeys: ['a'] }));

  const described = await client.send(new DescribeSecretCommand({ SecretId }));

  expect(described).toMatchObject({ Name, Description: 'd', Tags: [{ Key: 'b', Value: '2' }] });
  expect(JSON.stringify(described)).not.toContain('hidden');
});

test('secrets are listed page by page, without deleted ones', async () => {
  for (const name of ['a', 'b', 'c', 'd']) {
    await client.send(new CreateSecretCommand({ Name: name, SecretString: 'x' }));
  }
  await client.send(new DeleteSecretCommand({ SecretId: 'b' }));

  const first = await client.send(new ListSecretsCommand({ MaxResults: 2 }));
  const second = await client.send(new ListSecretsCommand({ MaxResults: 2, NextToken: first.NextToken }));

  expect(first.SecretList?.map((secret) => secret.Name)).toEqual(['a', 'c']);
  expect(second.SecretList?.map((secret) => secret.Name)).toEqual(['d']);
  expect(second.NextToken).toBeUndefined();
  expect(first.SecretList?.[0]?.SecretVersionsToStages).toEqual({
    [Object.keys(first.SecretList?.[0]?.SecretVersionsToStages ?? {})[0] ?? '']: ['AWSCURRENT'],
  });

  const filtered = (prefix: string, IncludePlannedDeletion?: boolean) =>
    client.send(
      new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [prefix] }], IncludePlannedDeletion }),
    );
  expect((await filtered('D')).SecretList).toMatchObject([{ Name: 'd' }]);
  expect((await filtered('b')).SecretList).toEqual([]);
  expect((await filtered('b', true)).SecretList).toMatchObject([
    { Name: 'b', DeletedDate: expect.anything() },
  ]);
});

test('a value over 64 KiB is refused, and one of exactly 64 KiB is kept', async () => {
  await expect(create('x'.repeat(65_537))).rejects.toThrow('The secret is 65537 bytes');
  await create('x'.repeat(65_536));
  expect((await get()).SecretString).toHaveLength(65_536);
});

test('many versions do not grow a secret endlessly, and more in a day than AWS deletes are refused', async () => {
  await create();
  for (let n = 0; n < 99; n += 1) await put(`value ${n}`);
  await expect(put('one more')).rejects.toThrow(LimitExceededException);
  expect((await get()).SecretString).toBe('value 98');
  clock.advance(day);
  await put('one more');
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('value 98');
});

test('a version without a label may be gone at once', async () => {
  const aws = await anAws({ now: clock.now, secrets: { deprecatedKept: 0 } });
  client = using(new SecretsManagerClient({ ...aws.clientConfig('secretsmanager'), maxAttempts: 1 }));
  const { VersionId } = await create();
  await put('two');
  expect((await get({ VersionId })).VersionStages).toEqual(['AWSPREVIOUS']);
  await put('three');
  await expect(get({ VersionId })).rejects.toThrow(ResourceNotFoundException);
});

describe('versions and their labels', () => stagesContract(() => client));
