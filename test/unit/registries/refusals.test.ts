import { expect, test } from '@jest/globals';
import { never } from '../../../shared/ends.ts';
import type { Proof } from '../../../shared/registries/proof/proof.ts';
import { tokenSource } from '../../../shared/registries/tokens.ts';
import { fakeTokenWorld } from '../../support/fakeTokenWorld.ts';

const hour = 3_600_000;
const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' } as const;
const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay';
const quay = { name: 'quay', kind: 'static', host: 'quay.io', secretArn } as const;

/** A source at a clock that the test sets, over registries with these answers. */
function start(proofOf: (host: string, password: string) => Proof['result']) {
  const clock = { now: 0 };
  const tried: string[] = [];
  const untold: string[] = [];
  let tokens = 0;
  let failing = false;
  const secret = { password: 'first', reads: 0 };
  const world = fakeTokenWorld({
    now: () => clock.now,
    ecr: async () => {
      if (failing) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      return {
        authorizationData: [
          {
            authorizationToken: Buffer.from(`AWS:token-${++tokens}`).toString('base64'),
            expiresAt: new Date(clock.now + 12 * hour),
          },
        ],
      };
    },
    secretsManager: async () => {
      secret.reads++;
      const { password } = secret;
      return { SecretString: JSON.stringify({ username: 'robot', password, host: 'quay.io' }) };
    },
    prove: async (host, { password }) => {
      tried.push(`${host} ${password}`);
      const result = proofOf(host, password);
      return result === 'accepted' ? { result } : { result, by: '401 from x', because: 'it hangs' };
    },
  });
  const source = tokenSource({
    ...world,
    ecrHosts: ['mistaken.example'],
    news: { unproven: ({ host }) => void untold.push(host) },
  });
  const ecrFails = () => {
    failing = true;
  };
  return { clock, tried, untold, secret, source, ecrFails, minted: () => tokens };
}

test('a token is tried once at each host, however many clusters need it', async () => {
  const { source, tried } = start(() => 'accepted');
  const other = { ...ecr, name: 'other', accountId: '210987654321' };
  await Promise.all([source(ecr), source(ecr), source(other)]);
  await source(ecr);
  expect(tried.toSorted()).toEqual([
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com token-1',
    '210987654321.dkr.ecr.eu-west-1.amazonaws.com token-1',
  ]);
});

test('one that is refused is not given out; the message says where, and that nothing was overwritten', async () => {
  const { source } = start(() => 'refused');
  await expect(source(ecr)).rejects.toMatchObject({
    kind: 'registry',
    message:
      'The registry main refused its new credential at 123456789012.dkr.ecr.eu-west-1.amazonaws.com (401 from x); what the cluster holds stays unchanged',
    remedy: expect.stringContaining('accountId (123456789012) and region (eu-west-1)'),
  });
});

test('a refused fleet requests tokens at most once a minute, and recovers with the registry', async () => {
  let result: Proof['result'] = 'refused';
  const { source, clock, minted } = start(() => result);
  for (let second = 0; second < 60; second++) {
    clock.now = second * 1000;
    await expect(source(ecr)).rejects.toMatchObject({ kind: 'registry' });
  }
  expect(minted()).toBe(1);
  result = 'accepted';
  clock.now = 60_000;
  expect(await source(ecr)).toMatchObject({ password: 'token-2' });
});

test('one that a registry does not judge is given out, and that is reported once', async () => {
  const { source, untold } = start(() => 'unknown');
  for (let time = 0; time < 3; time++)
    expect(await source(ecr)).toMatchObject({ password: 'token-1', unproven: [{ because: 'it hangs' }] });
  expect(untold).toHaveLength(1);
});

test('a changed password is read ten seconds later, and an unchanged one is not tried again', async () => {
  const { source, clock, secret, tried } = start(() => 'accepted');
  expect(await source(quay)).toMatchObject({ password: 'first', expiresAt: never });
  clock.now = 9_999;
  await source(quay);
  expect(secret.reads).toBe(1);
  clock.now = 10_000;
  await source(quay);
  expect(secret.reads).toBe(2);
  secret.password = 'second';
  clock.now = 20_000;
  expect(await source(quay)).toMatchObject({ password: 'second' });
  expect(tried).toEqual(['quay.io first', 'quay.io second']);
});

test('a password that was refused is not tried again for a minute, so that its user is not locked out', async () => {
  let result: Proof['result'] = 'refused';
  const { source, clock, secret, tried } = start(() => result);
  for (let second = 0; second < 60; second += 10) {
    clock.now = second * 1000;
    await expect(source(quay)).rejects.toMatchObject({
      kind: 'registry',
      remedy: expect.stringContaining(`into ${secretArn}`),
    });
  }
  expect(secret.reads).toBe(6);
  expect(tried).toEqual(['quay.io first']);
  result = 'accepted';
  clock.now = 60_000;
  expect(await source(quay)).toMatchObject({ password: 'first' });
});

test('one that was refused and is changed is tried at the next read', async () => {
  const { source, clock, secret } = start((_, password) => (password === 'first' ? 'refused' : 'accepted'));
  await expect(source(quay)).rejects.toMatchObject({ kind: 'registry' });
  secret.password = 'second';
  clock.now = 10_000;
  expect(await source(quay)).toMatchObject({ password: 'second' });
});

test('a host that refuses a token takes it from no registry whose host accepted it, whether or not AWS fails', async () => {
  const mistaken = { ...ecr, name: 'mistaken', hosts: ['mistaken.example'] };
  const { source, clock, ecrFails, minted } = start((host) =>
    host === 'mistaken.example' ? 'refused' : 'accepted',
  );
  await source(ecr);
  await expect(source(mistaken)).rejects.toMatchObject({ kind: 'registry' });
  clock.now = 60_000;
  ecrFails();
  await expect(source(mistaken)).rejects.toMatchObject({ kind: 'throttled' });
  expect(await source(ecr)).toMatchObject({ password: 'token-1' });
  expect(minted()).toBe(1);
});

test('if the secret has changed and is refused, the previous one is not given out either', async () => {
  const { source, clock, secret } = start((_, password) => (password === 'wrong' ? 'refused' : 'accepted'));
  await source(quay);
  secret.password = 'wrong';
  clock.now = 10_000;
  await expect(source(quay)).rejects.toMatchObject({ kind: 'registry' });
});

test('a registry in another partition is refused before anything is requested', async () => {
  const { source } = start(() => 'accepted');
  await expect(source({ ...ecr, region: 'cn-north-1' })).rejects.toMatchObject({
    kind: 'token',
    message: 'ECR in cn-north-1 is in the partition aws-cn, and PullPass runs in eu-west-1, which is in aws',
    remedy: expect.stringContaining('Deploy a PullPass in a region of aws-cn'),
  });
});
