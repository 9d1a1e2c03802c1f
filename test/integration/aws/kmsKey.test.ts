import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { writableVault } from '../../../shared/kubeconfig/writableVault.ts';
import { anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();
const key = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000001';
const aKubeconfig: Kubeconfig = { server: 'https://api.example.com:6443', credential: { token: 'a-token' } };

async function vaults() {
  const aws = await anAws();
  const client = using(new SecretsManagerClient(aws.clientConfig('secretsmanager')));
  const prefix = 'pullpass/test/clusters/';
  const keysOf = async (cluster: string) => {
    const SecretId = prefix + cluster;
    const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
    return Object.fromEntries(
      Versions.map(({ VersionStages = [], KmsKeyIds }) => [VersionStages.sort().join(), KmsKeyIds]),
    );
  };
  const keyOf = async (cluster: string) =>
    (await client.send(new DescribeSecretCommand({ SecretId: prefix + cluster }))).KmsKeyId;
  return {
    before: writableVault(client, prefix),
    keyed: writableVault(client, prefix, { kmsKeyArn: key }),
    keysOf,
    keyOf,
    updates: () => aws.calls.count({ operation: 'UpdateSecret' }),
  };
}

test('without a key, Secrets Manager’s own key encrypts', async () => {
  const { before, keyOf, updates } = await vaults();
  const first = randomUUID();
  await before.create('a', aKubeconfig, first);
  await before.add('a', aKubeconfig, randomUUID(), first);
  expect([await keyOf('a'), updates()]).toEqual([undefined, 0]);
});

test('with a key, it encrypts from the first version on, without a further call', async () => {
  const { keyed, keyOf, keysOf, updates } = await vaults();
  const [first, second] = [randomUUID(), randomUUID()];
  await keyed.create('a', aKubeconfig, first);
  await keyed.add('a', aKubeconfig, second, first);
  await keyed.use('a', second);
  expect(await keyOf('a')).toBe(key);
  expect(await keysOf('a')).toEqual({ 'AWSCURRENT,pullpass-next': [key], AWSPREVIOUS: [key] });
  expect(updates()).toBe(0);
});

test('an older kubeconfig gets the key with its next version, and so does the version in use', async () => {
  const { before, keyed, keyOf, keysOf, updates } = await vaults();
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
  await before.create('a', aKubeconfig, first);
  await keyed.add('a', aKubeconfig, second, first);
  expect(await keyOf('a')).toBe(key);
  expect(await keysOf('a')).toEqual({ AWSCURRENT: [key], 'pullpass-next': [key] });
  await keyed.use('a', second);
  await keyed.add('a', aKubeconfig, third, second);
  expect(updates()).toBe(1);
  expect(await keyed.read('a', third)).toEqual(await before.read('a', second));
});

test('a secret that is restored while it awaits its deletion gets the key too', async () => {
  const { before, keyed, keyOf } = await vaults();
  const first = randomUUID();
  await before.create('a', aKubeconfig, first);
  expect(await before.discard('a', first)).toBe(true);
  await keyed.create('a', aKubeconfig, randomUUID());
  expect(await keyOf('a')).toBe(key);
});
