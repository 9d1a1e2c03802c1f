import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { push } from '../../../functions/push/push.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { isoOf, never } from '../../../shared/ends.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});

afterEach(() => fleet.stop());

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** The docker config with which a pod of the namespace would pull. */
function dockerConfig(namespace: string, name = 'ecr-credentials') {
  const data = fleet.cluster.secret(namespace, name)?.data?.['.dockerconfigjson'];
  return data === undefined ? undefined : JSON.parse(Buffer.from(data, 'base64').toString());
}

function messages(level: string) {
  return fleet.logs.filter((line) => line.level === level).map(({ message }) => message);
}

describe('a healthy cluster', () => {
  test('gets the secret with the token, its owner and its expiry, and is recorded as valid until then', async () => {
    await fleet.register();
    const { status } = await fleet.refresh();

    expect(status).toMatchObject({
      phase: 'Healthy',
      ends: fleet.clock.now + 12 * hour,
      consecutiveFailures: 0,
      namespaces: { ready: 1, failed: 0, skipped: 0 },
    });
    const secret = fleet.cluster.secret('payments', 'ecr-credentials');
    expect(secret?.type).toBe('kubernetes.io/dockerconfigjson');
    expect(secret?.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/managed-by': 'pullpass' },
      annotations: {
        'pullpass.io/cluster': 'prod-eu-1',
        'pullpass.io/valid-until': isoOf(status.ends ?? never),
      },
    });
    const auths = dockerConfig('payments').auths;
    expect(Object.keys(auths)).toEqual(['123456789012.dkr.ecr.eu-west-1.amazonaws.com']);
    expect(Buffer.from(Object.values<{ auth: string }>(auths)[0]?.auth ?? '', 'base64').toString()).toMatch(
      /^AWS:.{2000}/,
    );
  });

  test('costs one request per namespace, and reads nothing, once it is served', async () => {
    await fleet.register();
    await fleet.refresh();
    fleet.cluster.requests.reset();
    await fleet.refresh();
    expect(fleet.cluster.requests.counts).toEqual({ 'patch secrets': 1 });
  });

  test('shares one token among pushes until half of its life is gone', async () => {
    await fleet.register();
    await fleet.refresh();
    fleet.clock.now += 6 * hour - minute;
    await fleet.refresh();
    expect(fleet.aws.calls.count({ service: 'ecr' })).toBe(1);
    fleet.clock.now += 2 * minute;
    await fleet.refresh();
    expect(fleet.aws.calls.count({ service: 'ecr' })).toBe(2);
  });

  test('serves a namespace that has appeared since, by a glob, and leaves out excluded and system ones', async () => {
    for (const name of ['team-a', 'team-old', 'openshift-monitoring']) fleet.cluster.addNamespace(name);
    await fleet.register({
      targets: [
        {
          kind: 'imagePullSecret',
          secretName: 'ecr-credentials',
          namespaces: { include: ['team-*', '*-monitoring'], exclude: ['team-old'] },
          serviceAccounts: [],
          adopt: false,
        },
      ],
    });
    await fleet.refresh();
    fleet.cluster.addNamespace('team-b');
    const { status } = await fleet.refresh();
    const served = fleet.cluster.secrets().map(({ metadata }) => metadata.namespace);
    expect(served.sort()).toEqual(['team-a', 'team-b']);
    expect(status.namespaces.ready).toBe(2);
  });

  test('has its service accounts linked in both lists, last, and then only read', async () => {
    fleet.cluster.addServiceAccount('payments', 'builder', {
      imagePullSecrets: [{ name: 'builder-dockercfg-x' }],
      secrets: [{ name: 'builder-dockercfg-x' }],
    });
    await fleet.register({ targets: [linking('builder')] });
    await fleet.refresh();
    const linked = [{ name: 'builder-dockercfg-x' }, { name: 'ecr-credentials' }];
    expect(fleet.cluster.serviceAccount('payments', 'builder')).toMatchObject({
      imagePullSecrets: linked,
      secrets: linked,
    });
    fleet.cluster.requests.reset();
    await fleet.refresh();
    expect(fleet.cluster.requests.counts).toEqual({ 'patch secrets': 1, 'get serviceaccounts': 1 });
  });
});

describe('when something fails', () => {
  test('without a new token, the secret in the cluster stays as it is', async () => {
    await fleet.register();
    const before = await fleet.refresh();
    const held = dockerConfig('payments');
    fleet.clock.now += 7 * hour;
    fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'deny' } });
    const { status } = await fleet.refresh();

    expect(dockerConfig('payments')).toEqual(held);
    expect(status).toMatchObject({
      phase: 'Failing',
      ends: before.status.ends,
      failingSince: iso(fleet.clock.now),
      error: { kind: 'token', remedy: expect.stringContaining('ecr:GetAuthorizationToken') },
    });
  });

  test('a role that cannot be assumed is named, with what to look at', async () => {
    fleet.aws.faults.inject({ service: 'sts', fault: { kind: 'deny' } });
    const roleArn = 'arn:aws:iam::123456789012:role/pullpass-reader';
    await fleet.register({
      registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1', roleArn }],
    });
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({ kind: 'assume-role', message: expect.stringContaining(roleArn) });
  });

  test('if one namespace is forbidden, the others are served, and the cluster is Degraded', async () => {
    fleet.cluster.addNamespace('locked');
    fleet.cluster.inject({ kind: 'status', status: 403, when: { namespace: 'locked' } });
    await fleet.register({ targets: [writingTo('payments', 'locked')] });
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({
      phase: 'Degraded',
      namespaces: { ready: 1, failed: 1 },
      error: { kind: 'forbidden' },
    });
    expect(status.ends).toBeUndefined();
  });

  test('a partly failed push keeps the older validUntil', async () => {
    fleet.cluster.addNamespace('locked');
    await fleet.register({ targets: [writingTo('payments', 'locked')] });
    const before = await fleet.refresh();
    fleet.clock.now += 7 * hour;
    fleet.cluster.inject({ kind: 'status', status: 403, when: { namespace: 'locked' } });
    const { status } = await fleet.refresh();
    expect(status.ends).toBe(before.status.ends);
  });

  test('a success that no API server would answer is not believed', async () => {
    await fleet.register();
    // The simulator only knows failures; it sends a Status with this code.
    fleet.cluster.inject({ kind: 'status', status: 200 as 500 });
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'unreachable' } });
    expect(status.ends).toBeUndefined();
  });

  test('a missing literal namespace is a failure, a terminating one is skipped', async () => {
    fleet.cluster.addNamespace('going');
    fleet.cluster.terminateNamespace('going');
    await fleet.register({ targets: [writingTo('payments', 'going', 'absent')] });
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({
      namespaces: { ready: 1, failed: 1, skipped: 1 },
      error: { kind: 'not-found', message: expect.stringContaining('absent') },
    });
  });

  test('a webhook that fails for many namespaces in a row does not keep the others from being served', async () => {
    const broken = Array.from({ length: 40 }, (_, index) => `broken-${index}`);
    for (const name of broken) {
      fleet.cluster.addNamespace(name);
      fleet.cluster.inject({ kind: 'status', status: 500, when: { namespace: name } });
    }
    fleet.world.random = () => 0;
    await fleet.register({ targets: [writingTo(...broken, 'payments')] });
    const { status } = await fleet.refresh();
    expect(status.namespaces).toEqual({ ready: 1, failed: 40, skipped: 0, uncovered: 40 });
  });

  test('a revoked credential is noticed with one round of requests, not one for each namespace', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `team-${index}`);
    for (const name of names) fleet.cluster.addNamespace(name);
    await fleet.register({ targets: [writingTo(...names)] });
    fleet.cluster.revokeToken(fleet.cluster.adminToken);
    const { status } = await fleet.refresh();
    expect(status.error?.kind).toBe('unauthorized');
    expect(status.namespaces.failed).toBe(200);
    expect(fleet.cluster.requests.total).toBeLessThanOrEqual(16);
  });

  test('an API server that is gone is unreachable, and recovers without help', async () => {
    await fleet.register();
    await fleet.endpoint.stop();
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({
      phase: 'Failing',
      consecutiveFailures: 1,
      error: { kind: 'unreachable' },
    });
    expect(Date.parse(status.nextPushAt ?? '')).toBe(fleet.clock.now + minute);
  });

  test('an overloaded server is asked again when it says, and is then served', async () => {
    const waits: number[] = [];
    fleet.world.sleep = async (milliseconds) => void waits.push(milliseconds);
    fleet.cluster.inject({ kind: 'status', status: 429, retryAfter: 2, times: 2 });
    await fleet.register();
    const { status } = await fleet.refresh();
    expect(status.phase).toBe('Healthy');
    expect(waits).toEqual([2125, 2125]);
  });

  test('a hung API server costs its time limit and is a timeout', async () => {
    fleet.world.limits = { ...fleet.world.limits, request: 1_000 };
    fleet.cluster.inject({ kind: 'hang', at: 'first-byte' });
    await fleet.register();
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('did not answer within'),
    });
  });

  test.each(['expired', 'wrong-host', 'unknown-ca'] as const)(
    'a certificate that is %s is refused',
    async (problem) => {
      fleet.cluster.inject({ kind: 'tls', problem });
      await fleet.register();
      expect((await fleet.refresh()).status.error?.kind).toBe('tls');
    },
  );

  test('the trail reports one failure and one recovery, not every push', async () => {
    await fleet.register();
    await fleet.refresh();
    const fault = fleet.cluster.inject({ kind: 'status', status: 403 });
    for (let push = 0; push < 3; push++) {
      fleet.clock.now += minute;
      await fleet.refresh();
    }
    fault.clear();
    fleet.clock.now += minute;
    await fleet.refresh();
    const { events } = await readEvents(fleet.table, 'prod-eu-1', { limit: 10, now: fleet.clock.now });
    expect(events.map(({ type }) => type)).toEqual(['recovered', 'failed', 'served']);
  });

  test('a failure of Secrets Manager itself is our own fault, and brings the message back', async () => {
    await fleet.register();
    fleet.aws.faults.inject({ service: 'secretsmanager', fault: { kind: 'error' } });
    await expect(fleet.refresh()).rejects.toThrow();
  });

  test('a fault of our own is the cluster’s failure until it is repaired: alarms and retries depend on it', async () => {
    await fleet.register();
    fleet.world.vault = { ...fleet.world.vault, read: () => Promise.reject(new TypeError('a bug')) };
    await expect(fleet.refresh()).rejects.toThrow(TypeError);
    expect((await readCluster(fleet.table, 'prod-eu-1'))?.status).toMatchObject({
      phase: 'Failing',
      failingSince: iso(fleet.clock.now),
      nextPushAt: iso(fleet.clock.now + minute),
      error: { kind: 'internal', message: 'PullPass failed with TypeError' },
    });
  });

  test('a missing kubeconfig is the cluster’s failure, with how to store it again', async () => {
    await fleet.register();
    await fleet.world.vault.remove('prod-eu-1');
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({ kind: 'kubeconfig', remedy: expect.stringContaining('PUT') });
  });
});

describe('a secret that somebody else made', () => {
  beforeEach(() =>
    fleet.cluster.addSecret('payments', 'ecr-credentials', {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': '{"auths":{}}' },
    }),
  );

  test('is not touched', async () => {
    await fleet.register();
    const { status } = await fleet.refresh();
    expect(dockerConfig('payments')).toEqual({ auths: {} });
    expect(status.error).toMatchObject({ kind: 'conflict', remedy: expect.stringContaining('adopt') });
  });

  test('is taken over on request, and is then written in one request', async () => {
    await fleet.register({ targets: [{ ...writingTo('payments'), adopt: true }] });
    expect((await fleet.refresh()).status.phase).toBe('Healthy');
    fleet.cluster.requests.reset();
    await fleet.refresh();
    expect(fleet.cluster.requests.counts).toEqual({ 'patch secrets': 1 });
  });
});

describe('messages that come twice, late or for nothing', () => {
  test('the same message again does nothing once its push is recorded', async () => {
    await fleet.register();
    const claim = await fleet.claim('prod-eu-1');
    const message = { cluster: 'prod-eu-1', claim, correlationId: randomUUID() };
    await push(message, fleet.world, fleet.clock.now + minute);
    fleet.cluster.requests.reset();
    await push(message, fleet.world, fleet.clock.now + minute);
    expect(fleet.cluster.requests.total).toBe(0);
    expect(messages('info')).toEqual(['pushed', 'push skipped']);
  });

  test('a late duplicate does not overwrite a newer result, but may lower what is promised', async () => {
    await fleet.register();
    const claim = await fleet.claim('prod-eu-1');
    const message = { cluster: 'prod-eu-1', claim, correlationId: randomUUID() };
    const late = { ...fleet.world, tokens: async () => shortLived(fleet.clock.now + hour) };
    // The late one reads the record while its claim still stands, and finishes after the other.
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reachedVault = new Promise<void>((resolve) => {
      late.vault = {
        ...fleet.world.vault,
        read: async (name, version) => {
          resolve();
          await held;
          return fleet.world.vault.read(name, version);
        },
      };
    });
    const lateOne = push(message, late, fleet.clock.now + minute);
    await reachedVault;
    await push(message, fleet.world, fleet.clock.now + minute);
    release();
    await lateOne;

    const record = await readCluster(fleet.table, 'prod-eu-1');
    expect(record?.status.ends).toBe(fleet.clock.now + hour);
    expect(fleet.logs.map(({ fields }) => fields['result'])).toEqual(['recorded', 'superseded']);
  });

  test('a change made during its push need not wait: the cluster comes due when its claim ends', async () => {
    const { version, status } = await fleet.register({ refreshEveryMinutes: 300 });
    const { read } = fleet.world.vault;
    fleet.world.vault.read = async (name, of) => {
      await setFields(fleet.table, name, { version: version + 1 });
      return read(name, of);
    };
    expect((await fleet.refresh()).status.nextPushAt).toBe(status.nextPushAt);
  });

  test('a worker whose clock was ahead does not shut out those that come after it', async () => {
    await fleet.register();
    fleet.clock.now += hour;
    await fleet.refresh();
    fleet.clock.now -= hour;
    const { status } = await fleet.refresh();
    expect(status.lastSuccessAt).toBe(iso(fleet.clock.now));
  });

  test('a message for a forgotten cluster is dropped', async () => {
    await push(
      { cluster: 'nobody', claim: randomUUID(), correlationId: randomUUID() },
      fleet.world,
      fleet.clock.now,
    );
    expect(messages('info')).toEqual(['push skipped']);
  });
});

describe('a good token', () => {
  const validUntil = () =>
    fleet.cluster.secret('payments', 'ecr-credentials')?.metadata.annotations?.['pullpass.io/valid-until'];

  test('is not replaced by an older one that another worker has kept: that worker gets a new one', async () => {
    await fleet.register();
    await fleet.refresh();
    const older = fleet.world;
    fleet.clock.now += 2 * hour;
    fleet.world = { ...older, tokens: fleet.newTokens() };
    await fleet.refresh();
    const held = iso(fleet.clock.now + 12 * hour);
    expect(validUntil()).toBe(held);

    fleet.clock.now += hour;
    fleet.world = older;
    const { status } = await fleet.refresh();
    expect(status.ends).toBe(fleet.clock.now + 12 * hour);
    expect(validUntil()).toBe(isoOf(status.ends ?? never));
  });

  test('is not replaced by a new one that expires sooner: the present one stays, and the reason is reported', async () => {
    await fleet.register();
    const { status: before } = await fleet.refresh();
    fleet.clock.now += hour;
    fleet.world = { ...fleet.world, tokens: fleet.newTokens() };
    fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'half-spent' } });
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({
      kind: 'token',
      message: expect.stringContaining('registry main ends at'),
    });
    expect(status.ends).toBe(before.ends);
    expect(validUntil()).toBe(isoOf(before.ends ?? never));
  });
});

describe('the numbers and the log line of a push', () => {
  test('say what was done, and how long the pods can pull', async () => {
    await fleet.register();
    await fleet.refresh();
    expect(Object.fromEntries(fleet.counted.map(({ name, value }) => [name, value]))).toEqual({
      RequestsMade: 1,
      PushSucceeded: 1,
      NamespacesWritten: 1,
      PushMilliseconds: 0,
    });
    expect(fleet.logs.at(-1)).toMatchObject({
      message: 'pushed',
      fields: {
        cluster: 'prod-eu-1',
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        summary: `namespaces: 1 ready; can pull until ${iso(fleet.clock.now + 12 * hour)}; next push ${fleet.logs.at(-1)?.fields['nextPushAt']}`,
      },
    });
  });

  test('count a failure by its kind, and put it into words', async () => {
    await fleet.register({
      targets: [{ kind: 'imagePullSecret', namespaces: { include: ['nowhere'] } }] as never,
    });
    await fleet.refresh();
    expect(fleet.counted).toContainEqual({ name: 'PushFailedByKind', value: 'not-found' });
    expect(fleet.counted).toContainEqual({ name: 'PushFailed', value: 1 });
    expect(fleet.logs.at(-1)?.fields['summary']).toMatch(
      /^namespaces: 0 ready, 1 failed; nothing to pull with; not-found: .*; next push /,
    );
  });
});

test('no credential is in the table or in the log', async () => {
  await fleet.register();
  await fleet.refresh();
  fleet.cluster.inject({ kind: 'status', status: 500 });
  await fleet.refresh();
  const { auth } = Object.values<{ auth: string }>(dockerConfig('payments').auths)[0] ?? { auth: '' };
  const password = Buffer.from(auth, 'base64').toString().slice('AWS:'.length);
  const written = JSON.stringify([await readCluster(fleet.table, 'prod-eu-1'), fleet.logs]);
  for (const secret of [auth, password, fleet.cluster.adminToken]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(written).not.toContain(secret);
  }
});

function writingTo(...include: string[]) {
  return {
    kind: 'imagePullSecret' as const,
    secretName: 'ecr-credentials',
    namespaces: { include },
    serviceAccounts: [],
    adopt: false,
  };
}

function linking(...serviceAccounts: string[]) {
  return { ...writingTo('payments'), serviceAccounts };
}

async function shortLived(expiresAt: number) {
  return { username: 'AWS', password: 'short-lived-password', expiresAt };
}
