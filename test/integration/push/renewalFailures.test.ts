import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { push } from '../../../functions/push/push.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import {
  account,
  grant,
  recordOf,
  registerRenewing,
  typesOf,
  username,
} from '../../support/renewal/renewing.ts';
import { tokenOf, unsound } from '../../support/renewal/soundness.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet({ secrets: { deprecatedKept: 0 } });
  fleet.cluster.addNamespace('payments');
});

afterEach(() => fleet.stop());

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const day = 24 * hour;

/** Registered with a token of 30 days, and due. */
async function due(spec: Parameters<typeof registerRenewing>[1] = {}) {
  const record = await registerRenewing(fleet, { minutes: 30 * 24 * 60, ...spec });
  await fleet.refresh();
  fleet.clock.now += 19 * day;
  return record;
}

/** Withdraws the service account's right to make tokens. */
function mayNotMint(): void {
  fleet.cluster.revokeGrants(username);
  fleet.cluster.grant(username, [
    { verbs: ['*'], apiGroups: [''], resources: ['secrets', 'namespaces', 'serviceaccounts'] },
  ]);
}

const failureOf = ({ kubeconfig }: Awaited<ReturnType<typeof recordOf>>) => kubeconfig.renewal?.failure;

const secretsManager = (operation: string, fault: { kind: 'throttle' | 'deny' | 'error' }) =>
  fleet.aws.faults.inject({ service: 'secretsmanager', operation, fault });

describe('a renewal that cannot be made', () => {
  test('leaves the push as it is, is reported once, is counted, and is over with the next success', async () => {
    const { kubeconfig: before } = await due();
    mayNotMint();
    const since = fleet.clock.now;
    const failed = await fleet.refresh();
    expect(failed.status.phase).toBe('Healthy');
    expect(failed.status.error).toBeUndefined();
    expect(failed.kubeconfig).toEqual({
      ...before,
      renewal: {
        triedAt: iso(since),
        failure: {
          kind: 'forbidden',
          message: expect.stringContaining('serviceaccounts/pullpass/token'),
          remedy: expect.any(String),
          since: iso(since),
        },
      },
    });
    fleet.clock.now += 2 * hour;
    expect(failureOf(await fleet.refresh())?.since).toBe(iso(since));
    expect(await typesOf(fleet)).toEqual(['served', 'renewal-failed']);
    expect(fleet.counted.filter(({ name }) => name === 'RenewalsFailed')).toHaveLength(2);
    expect(fleet.logs.filter(({ message }) => message === 'credential not renewed')).toHaveLength(2);

    grant(fleet);
    fleet.clock.now += 2 * hour;
    const { kubeconfig } = await fleet.refresh();
    expect(kubeconfig.renewal).toEqual({
      origin: expect.anything(),
      attempt: expect.anything(),
      fallback: expect.anything(),
    });
    expect(await typesOf(fleet)).toEqual(['served', 'renewal-failed', 'renewed']);
  });

  test('is not tried with each push', async () => {
    await due();
    mayNotMint();
    await fleet.refresh();
    fleet.cluster.requests.reset();
    fleet.clock.now += 30 * minute;
    await fleet.refresh();
    expect(fleet.cluster.requests.counts).toEqual({ 'patch secrets': 1 });
  });

  test('is in the index of those that an admin must replace, until it is made', async () => {
    await due();
    const indexed = async () => {
      const { Item } = await fleet.table.client.send(
        new (await import('@aws-sdk/lib-dynamodb')).GetCommand({
          TableName: fleet.table.name,
          Key: { pk: 'CLUSTER#prod-eu-1', sk: 'RECORD' },
        }),
      );
      return Item?.['kubeconfigShard'] !== undefined;
    };
    expect(await indexed()).toBe(false);
    fleet.cluster.inject({
      kind: 'status',
      status: 404,
      when: { resource: 'serviceaccounts/token' },
      times: 1,
    });
    const failed = await fleet.refresh();
    expect(failureOf(failed)?.kind).toBe('not-found');
    expect(await indexed()).toBe(true);
    fleet.clock.now += 2 * hour;
    await fleet.refresh();
    expect(await indexed()).toBe(false);
  });

  test.each([
    ['DescribeSecret', 'throttle', 'throttled', 'throttles'],
    ['DescribeSecret', 'deny', 'kubeconfig', 'may not be written'],
    ['PutSecretValue', 'throttle', 'throttled', 'throttles'],
    ['PutSecretValue', 'deny', 'kubeconfig', 'may not be written'],
    ['UpdateSecretVersionStage', 'deny', 'kubeconfig', 'may not be written'],
  ] as const)(
    'since Secrets Manager answers %s with %s is named',
    async (operation, kind, expected, words) => {
      await due();
      const fault = secretsManager(operation, { kind });
      const failed = await fleet.refresh();
      expect(failed.status.phase).toBe('Healthy');
      expect(failureOf(failed)).toMatchObject({ kind: expected, message: expect.stringContaining(words) });
      fault();
      expect(await unsound(fleet)).toEqual([]);
      fleet.clock.now += 2 * hour;
      expect((await fleet.refresh()).kubeconfig.renewal?.failure).toBeUndefined();
      expect(await unsound(fleet)).toEqual([]);
    },
  );

  test('because others have put too many labels on the secret is named', async () => {
    const { kubeconfig } = await due();
    const SecretId = `${fleet.aws.secretPrefix}prod-eu-1`;
    for (let label = 0; label < 19; label++)
      await fleet.secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: `theirs-${label}`,
          MoveToVersionId: kubeconfig.version,
        }),
      );
    const failed = await fleet.refresh();
    expect(failureOf(failed)).toMatchObject({ kind: 'kubeconfig', remedy: expect.stringContaining('20') });
    expect(await unsound(fleet)).toEqual([]);
  });

  test('because the cluster cannot be reached is kept with what the push says', async () => {
    await due();
    fleet.cluster.inject({ kind: 'reset', at: 'handshake' });
    const failed = await fleet.refresh();
    expect(failed.status.phase).toBe('Failing');
    expect(failureOf(failed)).toMatchObject({ kind: 'unreachable' });
    // It is retried with the pushes, and not sooner.
    const { nextPushAt = '', lastAttemptAt = '' } = failed.status;
    expect(Date.parse(nextPushAt) - Date.parse(lastAttemptAt)).toBeGreaterThanOrEqual(minute);
  });

  test('for lack of time waits for the next push', async () => {
    const { kubeconfig } = await due();
    const message = { cluster: 'prod-eu-1', claim: await fleet.claim('prod-eu-1'), correlationId: '' };
    await push(message, fleet.world, fleet.clock.now + 10_000);
    const record = await recordOf(fleet);
    expect(record.status.phase).toBe('Healthy');
    expect(record.kubeconfig.version).toBe(kubeconfig.version);
    expect(failureOf(record)).toMatchObject({ kind: 'timeout' });
  });

  test('because the credential cannot renew itself is reported once, until an admin supplies another', async () => {
    await fleet.register({ renew: true });
    const first = await fleet.refresh();
    expect(failureOf(first)).toMatchObject({
      kind: 'kubeconfig',
      message: expect.stringContaining('a token that does not say whose it is'),
      remedy: expect.stringContaining('pullpass bootstrap prod-eu-1'),
    });
    await fleet.refresh();
    expect((await typesOf(fleet)).sort()).toEqual(['renewal-failed', 'served']);
    await setFields(fleet.table, 'prod-eu-1', { renew: undefined });
    expect(failureOf(await fleet.refresh())).toBeUndefined();
  });
});

describe('an API server that caps lives', () => {
  test('at less than a credential needs is refused, and the present one stays', async () => {
    const { kubeconfig } = await due();
    fleet.cluster.capTokens(15 * 60);
    const failed = await fleet.refresh();
    expect(failureOf(failed)).toMatchObject({ message: expect.stringContaining('15 minutes') });
    expect(failed.kubeconfig.version).toBe(kubeconfig.version);
  });

  test('so that the new one would expire sooner is asked again towards the end of the one in use', async () => {
    const { kubeconfig } = await due();
    fleet.cluster.capTokens(24 * 3600);
    const put = await fleet.refresh();
    expect(put.kubeconfig.version).toBe(kubeconfig.version);
    expect(failureOf(put)).toBeUndefined();
    fleet.clock.now = Date.parse(kubeconfig.expiresAt ?? '') - 20 * hour;
    const capped = await fleet.refresh();
    expect(capped.kubeconfig.expiresAt).toBe(iso(fleet.clock.now + 24 * hour));
    // From now on the granted life decides when the next renewal is due.
    fleet.clock.now += 15 * hour;
    expect((await fleet.refresh()).kubeconfig.version).not.toBe(capped.kubeconfig.version);
  });
});

describe('a credential that is refused', () => {
  test('without another is dead: the failure says so, with the only remedy', async () => {
    const { kubeconfig } = await registerRenewing(fleet);
    fleet.cluster.revokeToken(await tokenOf(fleet, kubeconfig.version));
    const { status, kubeconfig: after } = await fleet.refresh();
    expect(status.error).toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('the credential in use, the only one'),
      remedy: expect.stringContaining('pullpass bootstrap prod-eu-1'),
    });
    expect(after.renewal?.failure).toMatchObject({ kind: 'unauthorized' });
  });

  test('is not used again while the one before works, until ten minutes have passed', async () => {
    const { kubeconfig: first } = await registerRenewing(fleet, { minutes: 240 });
    fleet.clock.now += 150 * minute;
    const { kubeconfig: second } = await fleet.refresh();
    fleet.cluster.revokeToken(await tokenOf(fleet, second.version));
    fleet.clock.now += 5 * minute;
    const held = await fleet.refresh();
    expect(held.status.phase).toBe('Healthy');
    expect(held.kubeconfig.version).toBe(second.version);
    // It comes due when it may be renewed.
    expect(held.status.nextPushAt).toBe(iso(Date.parse(second.renewal?.attempt?.at ?? '') + 10 * minute));
    fleet.clock.now += 5 * minute;
    const third = await fleet.refresh();
    expect(third.kubeconfig.version).not.toBe(second.version);
    expect(third.kubeconfig.renewal?.fallback?.version).toBe(first.version);
    expect(await unsound(fleet)).toEqual([]);
  });

  test('whose fallback has expired is dead', async () => {
    await registerRenewing(fleet, { minutes: 240 });
    fleet.clock.now += 150 * minute;
    const { kubeconfig: second } = await fleet.refresh();
    fleet.cluster.revokeToken(await tokenOf(fleet, second.version));
    fleet.clock.now += 100 * minute;
    const { status } = await fleet.refresh();
    expect(status.error?.remedy).toContain('pullpass bootstrap prod-eu-1');
  });

  test('by admission control is not a refused one', async () => {
    const { kubeconfig } = await registerRenewing(fleet, { minutes: 240 });
    fleet.clock.now += 150 * minute;
    const { kubeconfig: second } = await fleet.refresh();
    fleet.cluster.deny({
      kind: 'webhook',
      name: 'secrets.example.com',
      does: { code: 401, reason: 'Unauthorized', message: 'not here' },
      denies: { namespace: 'payments' },
    });
    fleet.clock.now += 11 * minute;
    const { kubeconfig: after } = await fleet.refresh();
    expect(after.version).toBe(second.version);
    expect(second.renewal?.fallback?.version).toBe(kubeconfig.version);
  });
});

test('a credential with another identity than the one before is not stored', async () => {
  const { kubeconfig } = await due();
  fleet.cluster.addServiceAccount(account.namespace, 'other');
  const mintFor = fleet.cluster.handle.bind(fleet.cluster);
  fleet.cluster.handle = (request) =>
    mintFor({
      ...request,
      url: request.url.replace('serviceaccounts/pullpass/token', 'serviceaccounts/other/token'),
    });
  fleet.cluster.grant(username, [
    { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] },
  ]);
  const failed = await fleet.refresh();
  expect(failureOf(failed)).toMatchObject({
    kind: 'unauthorized',
    message: expect.stringContaining('system:serviceaccount:pullpass:other'),
  });
  expect(failed.kubeconfig.version).toBe(kubeconfig.version);
});

test('a new credential is proved by a write that the one before may make', async () => {
  await due();
  fleet.cluster.deny({
    kind: 'webhook',
    name: 'secrets.example.com',
    does: { message: 'not here' },
    denies: { namespace: 'payments', resources: ['secrets'] },
  });
  // Both fail alike: that says nothing against the new one.
  const { status, kubeconfig } = await fleet.refresh();
  expect(status.error?.kind).toBe('denied');
  expect(kubeconfig.renewal).toEqual({
    origin: expect.anything(),
    attempt: expect.anything(),
    fallback: expect.anything(),
  });
});

test('a paused cluster, and a suspect, are not renewed until they are well', async () => {
  const { kubeconfig } = await due();
  await setFields(fleet.table, 'prod-eu-1', { suspect: { since: iso(fleet.clock.now) } });
  const message = { cluster: 'prod-eu-1', claim: await fleet.claim('prod-eu-1'), correlationId: '' };
  await push(message, fleet.world, fleet.clock.now + 5 * minute, { again: false, alone: true });
  const well = await recordOf(fleet);
  expect(well.suspect).toBeUndefined();
  expect(well.kubeconfig.version).toBe(kubeconfig.version);
  expect(Date.parse(well.status.nextPushAt ?? '') - fleet.clock.now).toBe(minute);
  expect((await fleet.refresh()).kubeconfig.version).not.toBe(kubeconfig.version);
});

test('a sweep renews too, and a renewal makes a cluster due between its refreshes', async () => {
  const targets = [
    {
      kind: 'imagePullSecret' as const,
      name: 'all',
      secretName: 'ecr-credentials',
      namespaces: { include: ['pay*'] },
      serviceAccounts: [],
      adopt: false,
    },
  ];
  const { kubeconfig } = await registerRenewing(fleet, {
    minutes: 60,
    targets,
    refreshEveryMinutes: 300,
    sweepEveryMinutes: 60,
  } as never);
  const { status } = await fleet.refresh();
  const { nextPushAt = '', nextRefreshAt = '' } = status;
  expect(Date.parse(nextPushAt) - fleet.clock.now).toBeLessThanOrEqual(36 * minute);
  expect(nextPushAt < nextRefreshAt).toBe(true);
  fleet.clock.now += 36 * minute;
  fleet.logs.splice(0);
  const swept = await fleet.refresh();
  expect(swept.kubeconfig.version).not.toBe(kubeconfig.version);
  expect(swept.status.lastSuccessAt).toBe(status.lastSuccessAt);
});

describe('if the credential in use is refused', () => {
  let second: string;
  beforeEach(async () => {
    await registerRenewing(fleet, { minutes: 240 });
    fleet.clock.now += 150 * minute;
    second = (await fleet.refresh()).kubeconfig.version;
    fleet.clock.now += 5 * minute;
    fleet.cluster.revokeToken(await tokenOf(fleet, second));
  });

  test('a cluster is cleaned with the one before, and forgotten', async () => {
    await setFields(fleet.table, 'prod-eu-1', { phase: 'Deregistering' });
    await fleet.refresh();
    expect(fleet.cluster.secrets()).toEqual([]);
    expect(await recordOf(fleet)).toBeUndefined();
  });

  test('a push that a deregistration overtakes takes back what it wrote with the one before', async () => {
    const [wrote, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const world = {
      ...fleet.world,
      async renewer() {
        wrote.resolve();
        await goOn.promise;
        return fleet.world.renewer();
      },
    };
    const message = { cluster: 'prod-eu-1', claim: await fleet.claim('prod-eu-1'), correlationId: '' };
    const pushed = push(message, world, fleet.clock.now + 5 * minute);
    await wrote.promise;
    // By force: what is in the cluster is left to this push.
    expect(await deleteCluster(fleet.table, await recordOf(fleet), fleet.clock.now)).toBe(true);
    expect(fleet.cluster.secrets()).toHaveLength(1);
    goOn.resolve();
    await pushed;
    expect(fleet.cluster.secrets()).toEqual([]);
  });
});
