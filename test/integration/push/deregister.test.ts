import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { push } from '../../../functions/push/push.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
});

afterEach(() => fleet.stop());

const target = {
  kind: 'imagePullSecret' as const,
  secretName: 'ecr-credentials',
  namespaces: { include: ['team-*'] },
  serviceAccounts: ['default'],
  adopt: false,
};

async function served(): Promise<void> {
  for (const name of ['team-a', 'team-b']) fleet.cluster.addNamespace(name, { serviceAccounts: ['default'] });
  fleet.cluster.changeServiceAccount('team-a', 'default', { imagePullSecrets: [{ name: 'theirs' }] });
  await fleet.register({ targets: [target] });
  await fleet.refresh();
}

async function deregister(): Promise<ClusterRecord | undefined> {
  await setFields(fleet.table, 'prod-eu-1', { phase: 'Deregistering' });
  fleet.clock.now += minute;
  await fleet.refresh();
  return readCluster(fleet.table, 'prod-eu-1');
}

test('removes secrets and links, and leaves what others put there', async () => {
  await served();
  fleet.cluster.addSecret('team-a', 'theirs', { data: { a: 'b' } });
  expect(await deregister()).toBeUndefined();

  expect(fleet.cluster.secrets().map(({ metadata }) => metadata.name)).toEqual(['theirs']);
  expect(fleet.cluster.serviceAccount('team-a', 'default')?.imagePullSecrets).toEqual([{ name: 'theirs' }]);
  expect(fleet.cluster.serviceAccount('team-b', 'default')?.secrets ?? []).toEqual([]);
  await expect(fleet.world.vault.read('prod-eu-1', 'any')).rejects.toMatchObject({ kind: 'kubeconfig' });
  const { events } = await readEvents(fleet.table, 'prod-eu-1', { limit: 10, now: fleet.clock.now });
  expect(events.map(({ type, by }) => `${type} by ${by}`)).toContain('deregistered by pullpass');
});

test.each([
  ['by a glob', 'team-b*'],
  ['by its name', 'team-b'],
])('finds the secret in a namespace that is no longer chosen %s', async (_, include) => {
  await served();
  await setFields(fleet.table, 'prod-eu-1', {
    spec: {
      name: 'prod-eu-1',
      registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
      targets: [{ ...target, namespaces: { include: [include] } }],
      refreshEveryMinutes: 60,
      paused: false,
    },
  });
  await deregister();
  expect(fleet.cluster.secrets()).toEqual([]);
});

test('a secret of that name that is not marked as ours stays, with its link', async () => {
  fleet.cluster.addNamespace('team-a', { serviceAccounts: ['default'] });
  fleet.cluster.changeServiceAccount('team-a', 'default', { secrets: [{ name: 'ecr-credentials' }] });
  fleet.cluster.addSecret('team-a', 'ecr-credentials', { data: { a: 'b' } });
  await fleet.register({ targets: [target] });
  await deregister();
  expect(fleet.cluster.secret('team-a', 'ecr-credentials')).toBeDefined();
  expect(fleet.cluster.serviceAccount('team-a', 'default')?.secrets).toEqual([{ name: 'ecr-credentials' }]);
});

test('what cannot be cleaned stays registered, says why, and is tried again', async () => {
  await served();
  const fault = fleet.cluster.inject({ kind: 'status', status: 403, when: { verb: 'delete' } });
  expect(await deregister()).toMatchObject({
    status: {
      phase: 'Deregistering',
      problems: [{ kind: 'forbidden', namespaces: ['team-a', 'team-b'], count: 2, uncovered: 0 }],
      // The chosen namespaces were not looked at.
      namespaces: { ready: 2, failed: 0 },
    },
  });
  fault.clear();
  expect(await deregister()).toBeUndefined();
  expect(fleet.cluster.secrets()).toEqual([]);
});

test('a target that was removed from the spec is cleaned up at the next push, and remembered until that succeeds', async () => {
  await served();
  const older = { ...target, secretName: 'older' };
  const record = await readCluster(fleet.table, 'prod-eu-1');
  await setFields(fleet.table, 'prod-eu-1', { spec: { ...record?.spec, targets: [target, older] } });
  await fleet.refresh();
  expect(fleet.cluster.secret('team-a', 'older')).toBeDefined();
  await setFields(fleet.table, 'prod-eu-1', { spec: record?.spec, retired: [older] });
  const fault = fleet.cluster.inject({
    kind: 'status',
    status: 403,
    when: { name: 'older', verb: 'delete' },
  });
  fleet.clock.now += 7 * hour;
  const held = await fleet.refresh();
  expect(held.retired).toHaveLength(1);
  // A failed removal is a failure, but says nothing against what was written.
  expect(held.status).toMatchObject({
    error: { kind: 'forbidden' },
    ends: fleet.clock.now + 12 * hour,
  });
  fault.clear();
  const healed = await fleet.refresh();
  expect(healed.retired).toEqual([]);
  expect(healed.status.phase).toBe('Healthy');
  expect(fleet.cluster.secret('team-a', 'older')).toBeUndefined();
});

test('an interruption after the secret has gone is completed by the next push', async () => {
  await served();
  const { remove } = fleet.world.vault;
  fleet.world.vault.remove = async (name) => {
    await remove(name);
    throw new Error('the worker ended here');
  };
  await expect(deregister()).rejects.toThrow('ended here');
  fleet.world.vault.remove = remove;
  expect(await deregister()).toBeUndefined();
});

test('a cluster that was forgotten by force and registered again meanwhile keeps its secret and its record', async () => {
  await served();
  const { read } = fleet.world.vault;
  fleet.world.vault.read = async (name, version) => {
    fleet.world.vault.read = read;
    const kubeconfig = await read(name, version);
    const record = (await readCluster(fleet.table, name)) as ClusterRecord;
    await deleteCluster(fleet.table, record, fleet.clock.now);
    await fleet.world.vault.remove(name);
    // Until Secrets Manager has finished with the previous one.
    fleet.clock.now += 2_000;
    await fleet.register({ targets: [target] });
    return kubeconfig;
  };
  const registered = await deregister();
  expect(registered?.status.phase).toBe('Pending');
  await expect(
    fleet.world.vault.read('prod-eu-1', registered?.kubeconfig.version ?? ''),
  ).resolves.toBeDefined();
});

describe('a push that was under way when the cluster was deregistered', () => {
  /** Begins a push, which waits for its tokens until it is released. */
  async function beginPush() {
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow: Fleet['world'] = {
      ...fleet.world,
      tokens: async (registry) => {
        begun.resolve();
        await goOn.promise;
        return fleet.world.tokens(registry);
      },
    };
    // Otherwise only a sweep would be due.
    fleet.clock.now += hour;
    const claim = await fleet.claim('prod-eu-1');
    const message = { cluster: 'prod-eu-1', claim, correlationId: 'slow' };
    const pushed = push(message, slow, fleet.clock.now + hour);
    await begun.promise;
    return () => {
      goOn.resolve();
      return pushed;
    };
  }

  test('takes back what it writes after everything was cleaned and forgotten', async () => {
    await served();
    const goOn = await beginPush();
    expect(await deregister()).toBeUndefined();
    await goOn();
    expect(fleet.cluster.secrets()).toEqual([]);
    expect(fleet.cluster.serviceAccount('team-a', 'default')?.imagePullSecrets).toEqual([{ name: 'theirs' }]);
    expect(fleet.logs.at(-1)?.message).toBe('removed what was written while the cluster was deregistered');
  });

  test('reports where it cannot', async () => {
    await served();
    const goOn = await beginPush();
    expect(await deregister()).toBeUndefined();
    fleet.cluster.inject({ kind: 'status', status: 403, when: { verb: 'delete' } });
    await goOn();
    expect(fleet.logs.at(-1)).toMatchObject({
      level: 'warn',
      message: 'could not remove what was written while the cluster was deregistered',
      fields: { error: { kind: 'forbidden' } },
    });
    const { events } = await readEvents(fleet.table, 'prod-eu-1', { limit: 10, now: fleet.clock.now });
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      message: expect.stringMatching(/^A push that was still running .* could not be removed: .*team-a/),
    });
  });

  test('leaves it if the name is registered again: that cluster writes the same', async () => {
    await served();
    const goOn = await beginPush();
    expect(await deregister()).toBeUndefined();
    fleet.clock.now += minute;
    await fleet.register({ targets: [target] });
    await fleet.refresh();
    await goOn();
    expect(fleet.cluster.secrets()).toHaveLength(2);
    expect(fleet.cluster.serviceAccount('team-b', 'default')?.secrets).toEqual([{ name: 'ecr-credentials' }]);
  });
});
