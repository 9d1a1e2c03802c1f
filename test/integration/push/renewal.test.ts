import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keepCredential, readCredentialFacts } from '../../../shared/clusters/store/credentials.ts';
import { leaks } from '../../support/encodings.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { recordOf, registerRenewing, typesOf } from '../../support/renewal/renewing.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});

afterEach(() => fleet.stop());

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

async function labels(name = 'prod-eu-1') {
  const SecretId = fleet.aws.secretPrefix + name;
  const { VersionIdsToStages } = await fleet.secrets.send(new DescribeSecretCommand({ SecretId }));
  return VersionIdsToStages ?? {};
}

async function tokenIn(version: string, name = 'prod-eu-1'): Promise<string> {
  const { credential } = await fleet.vault.read(name, version);
  return 'token' in credential ? credential.token : '';
}

test('a credential renews itself once half of its life is over, and the one before stays as fallback', async () => {
  const registered = await registerRenewing(fleet);
  const before = registered.kubeconfig;
  fleet.clock.now += 20 * minute;
  expect((await fleet.refresh()).kubeconfig).toEqual(before);

  fleet.clock.now += 20 * minute;
  const { kubeconfig, status } = await fleet.refresh();
  expect(status.phase).toBe('Healthy');
  expect(kubeconfig).toEqual({
    version: expect.not.stringMatching(before.version),
    server: before.server,
    identity: 'system:serviceaccount:pullpass:pullpass',
    issuedAt: iso(fleet.clock.now),
    expiresAt: iso(fleet.clock.now + hour),
    renewal: {
      origin: before.version,
      attempt: { version: kubeconfig.version, at: iso(fleet.clock.now) },
      fallback: { version: before.version, expiresAt: before.expiresAt },
    },
  });
  expect(await labels()).toEqual({
    [before.version]: expect.arrayContaining([`pullpass-${before.version}`, 'AWSPREVIOUS']),
    [kubeconfig.version]: expect.arrayContaining([`pullpass-${kubeconfig.version}`, 'AWSCURRENT']),
  });
  expect(await typesOf(fleet)).toEqual(['served', 'renewed']);
  expect(fleet.counted).toContainEqual({ name: 'CredentialsRenewed', value: 1 });
  // The new one is used from now on.
  fleet.clock.now += 30 * minute;
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
});

test('a second renewal removes the label of what is no longer named', async () => {
  const { kubeconfig: first } = await registerRenewing(fleet);
  fleet.clock.now += 40 * minute;
  const { kubeconfig: second } = await fleet.refresh();
  fleet.clock.now += 40 * minute;
  const { kubeconfig: third } = await fleet.refresh();
  expect(third.renewal?.fallback?.version).toBe(second.version);
  expect(third.renewal?.origin).toBe(first.version);
  const stages = await labels();
  expect(Object.keys(stages).sort()).toEqual([second.version, third.version].sort());
  expect(stages[first.version]).toBeUndefined();
});

test('what is known of the identity applies to the credentials that renew it', async () => {
  const registered = await registerRenewing(fleet);
  await keepCredential(fleet.table, registered, { uids: ['a-uid'] });
  fleet.clock.now += 40 * minute;
  const renewed = await fleet.refresh();
  expect(renewed.kubeconfig.version).not.toBe(registered.kubeconfig.version);
  expect(await readCredentialFacts(fleet.table, renewed)).toEqual({ uids: ['a-uid'] });
});

test('if thirty namespaces refuse a credential at once, each is served with the one before', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `team-${index}`);
  for (const name of names) fleet.cluster.addNamespace(name);
  const { kubeconfig: first } = await registerRenewing(fleet, {
    minutes: 240,
    targets: [
      {
        kind: 'imagePullSecret',
        secretName: 'ecr-credentials',
        namespaces: { include: names },
        serviceAccounts: [],
        adopt: false,
      },
    ],
  });
  fleet.clock.now += 150 * minute;
  const { kubeconfig: second } = await fleet.refresh();
  fleet.cluster.revokeToken(await tokenIn(second.version));
  fleet.aws.calls.reset();
  fleet.clock.now += 11 * minute;
  const { status } = await fleet.refresh();
  expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 30, failed: 0 } });
  expect(fleet.aws.calls.count({ operation: 'GetSecretValue' })).toBe(2);
  expect((await fleet.vault.read('prod-eu-1', first.version)).server).toBe(first.server);
});

test.each(['base64', 'percent', 'bytes'] as const)(
  'no token leaks from an API server that quotes what it was sent, as %s',
  async (as) => {
    const { kubeconfig } = await registerRenewing(fleet);
    const said: string[] = [];
    for (const resource of ['serviceaccounts/token', 'selfsubjectreviews', 'secrets']) {
      const fault = fleet.cluster.inject({ kind: 'echo', status: 422, as, when: { resource } });
      fleet.clock.now += 40 * minute;
      said.push(JSON.stringify(await fleet.refresh()));
      fault.clear();
    }
    const told = JSON.stringify([fleet.logs, said]);
    for (const version of [kubeconfig.version, (await recordOf(fleet)).kubeconfig.version])
      expect(leaks(told, await tokenIn(version))).toEqual([]);
  },
);

test('a cluster comes due in time if the life is shorter than the interval', async () => {
  await registerRenewing(fleet, { minutes: 30, refreshEveryMinutes: 300 });
  const { status } = await fleet.refresh();
  const at = Date.parse(status.nextPushAt ?? '') - fleet.clock.now;
  expect(at).toBeGreaterThanOrEqual(15 * minute);
  expect(at).toBeLessThanOrEqual(18 * minute);
});

test('a refused credential is replaced by the one before, and renews itself at once', async () => {
  const { kubeconfig: first } = await registerRenewing(fleet, { minutes: 240 });
  fleet.clock.now += 150 * minute;
  const { kubeconfig: second } = await fleet.refresh();
  fleet.cluster.revokeToken(await tokenIn(second.version));
  fleet.clock.now += 11 * minute;
  const { kubeconfig: third, status } = await fleet.refresh();
  expect(status.phase).toBe('Healthy');
  expect(third.version).not.toBe(second.version);
  expect(third.renewal?.fallback?.version).toBe(first.version);
  expect(Object.keys(await labels())).toEqual(expect.arrayContaining([first.version, third.version]));
});

test('two dead credentials are distinguished from one, with how to get a new one', async () => {
  const { kubeconfig: first } = await registerRenewing(fleet, { minutes: 240 });
  fleet.clock.now += 150 * minute;
  const { kubeconfig: second } = await fleet.refresh();
  for (const { version } of [first, second]) fleet.cluster.revokeToken(await tokenIn(version));
  const { status } = await fleet.refresh();
  expect(status).toMatchObject({
    phase: 'Failing',
    error: {
      kind: 'unauthorized',
      message: expect.stringContaining('the credential in use and the one before it'),
      remedy: expect.stringContaining('pullpass bootstrap prod-eu-1'),
    },
  });
  expect((await recordOf(fleet)).kubeconfig.renewal?.failure).toMatchObject({ kind: 'unauthorized' });
});
