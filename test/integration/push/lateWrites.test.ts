import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { push } from '../../../functions/push/push.ts';
import { toResource } from '../../../shared/api/toResource.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import type { Fault } from '../../support/simulation/fault.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
  await fleet.register();
});

afterEach(() => fleet.stop());

/** Milliseconds to wait for an answer that does not come; far more than a real one takes. */
const shortly = 1_500;

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const inAMinute = () => iso(fleet.clock.now + minute);
const listing = {
  kind: 'imagePullSecret' as const,
  secretName: 'ecr-credentials',
  namespaces: { include: ['pay*'] },
  serviceAccounts: [],
  adopt: false,
};
const secretNames = () => fleet.cluster.secrets().map(({ metadata }) => metadata.name);

/**
 * Writes once, and lets the next write have no answer; `comes` then carries it out. It repeats the earlier write, so
 * its content is known.
 */
async function lateWrite(): Promise<{ comes(): void }> {
  const { cluster } = fleet;
  const handle = cluster.handle.bind(cluster);
  const written: Parameters<typeof handle>[0][] = [];
  cluster.handle = (request) => {
    if (request.method === 'PATCH') written.push(request);
    return handle(request);
  };
  await fleet.refresh();
  cluster.handle = handle;
  // As from a proxy, and as often as one push asks.
  const when = { verb: 'patch', resource: 'secrets' };
  cluster.inject({ kind: 'garbage', status: 504, when, times: 4 });
  return {
    comes: () => {
      for (const request of written) expect(handle(request).status).toBeLessThan(300);
    },
  };
}

async function deregister() {
  await setFields(fleet.table, 'prod-eu-1', { phase: 'Deregistering' });
  return fleet.refresh();
}

describe('that a write may take effect late', () => {
  test.each<[string, Fault, Record<string, string>]>([
    ['whose answer does not come', { kind: 'hang', at: 'first-byte' }, { kind: 'timeout' }],
    ['whose answer breaks off', { kind: 'hang', at: 'mid-body' }, { kind: 'timeout' }],
    ['whose connection is reset', { kind: 'reset', at: 'first-byte' }, { kind: 'unreachable' }],
    ['that a proxy gave up', { kind: 'garbage', status: 504 }, { kind: 'unreachable' }],
  ])('is noted for one %s', async (_, fault, error) => {
    fleet.world.limits.request = shortly;
    fleet.cluster.inject({ ...fault, when: { verb: 'patch' } });
    const record = await fleet.refresh();
    expect(record.status).toMatchObject({ error, lateWriteUntil: inAMinute() });
    expect(toResource(record, defaultRenewalSettings).status.lateWriteUntil).toBe(inAMinute());
  });

  test.each<[string, Fault]>([
    ['that was never sent, for want of a handshake', { kind: 'hang', at: 'handshake' }],
    ['that was never sent, for a connection that is reset', { kind: 'reset', at: 'handshake' }],
    ['that was never sent, for a certificate', { kind: 'tls', problem: 'expired' }],
    ['that was refused', { kind: 'status', status: 403, when: { verb: 'patch' } }],
    ['after a read without an answer', { kind: 'hang', at: 'first-byte', when: { verb: 'list' } }],
  ])('is not noted for one %s', async (_, fault) => {
    await fleet.register({ name: 'listing', targets: [listing] });
    fleet.world.limits.request = shortly;
    fleet.cluster.inject(fault);
    const { status } = await fleet.refresh('listing');
    expect(status.error).toBeDefined();
    expect(status.lateWriteUntil).toBeUndefined();
  });

  test('is noted if it succeeded when sent again, without any effect on that push', async () => {
    fleet.cluster.inject({ kind: 'reset', at: 'first-byte', when: { verb: 'patch' }, times: 1 });
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({ phase: 'Healthy', lateWriteUntil: inAMinute() });
    expect(Date.parse(status.nextPushAt ?? '')).toBeGreaterThan(fleet.clock.now + minute);
  });
});

test('the API server is asked to give up a write when its client does', async () => {
  const urls: string[] = [];
  const { handle } = fleet.cluster;
  fleet.cluster.handle = (request) => {
    if (request.method === 'PATCH') urls.push(request.url);
    return handle.call(fleet.cluster, request);
  };
  await fleet.refresh();
  expect(urls.map((url) => new URL(url, 'https://any').searchParams.get('timeout'))).toEqual(['10s']);
});

test('what was written before the time is over is written once more after it', async () => {
  const late = await lateWrite();
  const failed = await fleet.refresh();
  const until = inAMinute();
  expect(failed.status.lateWriteUntil).toBe(until);

  fleet.clock.now += 10_000;
  const between = await fleet.refresh();
  expect(between.status).toMatchObject({ phase: 'Healthy', nextPushAt: until, lateWriteUntil: until });
  late.comes();

  fleet.clock.now = Date.parse(until);
  const settled = await fleet.refresh();
  expect(settled.status).toMatchObject({ phase: 'Healthy' });
  expect(settled.status.lateWriteUntil).toBeUndefined();
  expect(Date.parse(settled.status.nextPushAt ?? '')).toBeGreaterThan(fleet.clock.now);
});

test('validUntil is not raised before the time is over: an older token may still arrive', async () => {
  const late = await lateWrite();
  const promised = (await readCluster(fleet.table, 'prod-eu-1'))?.status.ends;
  fleet.clock.now += 7 * hour;
  expect((await fleet.refresh()).status).toMatchObject({ phase: 'Failing', ends: promised });
  fleet.clock.now += 10_000;
  expect((await fleet.refresh()).status).toMatchObject({ phase: 'Healthy', ends: promised });
  late.comes();
  fleet.clock.now += minute;
  expect((await fleet.refresh()).status.ends).toBeGreaterThan(promised ?? 0);
});

test('a cluster is not forgotten before the time is over, and what came back is removed', async () => {
  const late = await lateWrite();
  const { status } = await fleet.refresh();
  fleet.clock.now += 10_000;
  expect((await deregister()).status).toMatchObject({
    phase: 'Deregistering',
    nextPushAt: status.lateWriteUntil,
  });
  late.comes();
  expect(secretNames()).toEqual(['ecr-credentials']);

  fleet.clock.now += minute;
  expect(await fleet.refresh()).toBeUndefined();
  expect(secretNames()).toEqual([]);
});

test('a removal without an answer does not delay the next one: it brings nothing back', async () => {
  await fleet.refresh();
  const fault = fleet.cluster.inject({ kind: 'garbage', status: 504, when: { verb: 'delete' } });
  const { status } = await deregister();
  expect(status).toMatchObject({ phase: 'Deregistering', error: { kind: 'unreachable' } });
  expect(status.lateWriteUntil).toBeUndefined();
  fault.clear();
  expect(await fleet.refresh()).toBeUndefined();
});

test('a removed target is remembered until the time is over, and what came back is removed', async () => {
  const late = await lateWrite();
  const { spec } = await fleet.refresh();
  const [target] = spec.targets;
  await setFields(fleet.table, 'prod-eu-1', {
    spec: { ...spec, targets: [{ ...target, secretName: 'other' }] },
    retired: spec.targets,
    version: 2,
  });
  fleet.clock.now += 10_000;
  expect((await fleet.refresh()).retired).toEqual(spec.targets);
  late.comes();
  expect(secretNames().sort()).toEqual(['ecr-credentials', 'other']);

  fleet.clock.now += minute;
  expect((await fleet.refresh()).retired).toEqual([]);
  expect(secretNames()).toEqual(['other']);
});

describe('a push that is overtaken', () => {
  /** Lets `meanwhile` happen when the push has written, but before it records that. */
  async function overtaken(meanwhile: () => Promise<unknown>) {
    const claim = await fleet.claim('prod-eu-1');
    const world: Fleet['world'] = {
      ...fleet.world,
      sleep: async (milliseconds) => {
        fleet.clock.now += milliseconds;
      },
      table: {
        ...fleet.table,
        client: new Proxy(fleet.table.client, {
          get(client, property) {
            if (property !== 'send') return Reflect.get(client, property);
            return async (command: { input: { ExpressionAttributeNames?: Record<string, string> } }) => {
              const isResult = Object.values(command.input.ExpressionAttributeNames ?? {}).includes(
                'lastAttemptAt',
              );
              if (isResult) await meanwhile();
              return client.send(command as never);
            };
          },
        }),
      },
    };
    await push({ cluster: 'prod-eu-1', claim, correlationId: 'slow' }, world, fleet.clock.now + 2 * minute);
    return readCluster(fleet.table, 'prod-eu-1');
  }

  test('by one of a newer version has everything written once more, at once', async () => {
    const record = await overtaken(async () => {
      await setFields(fleet.table, 'prod-eu-1', { version: 2, nextPushAt: iso(fleet.clock.now + hour) });
      await fleet.refresh();
    });
    const now = iso(fleet.clock.now);
    expect(record?.status).toMatchObject({ phase: 'Healthy', nextPushAt: now, lateWriteUntil: now });
    fleet.clock.now += 1;
    expect((await fleet.refresh()).status.lateWriteUntil).toBeUndefined();
  });

  test('by one of the same version changes nothing', async () => {
    const record = await overtaken(() => fleet.refresh());
    expect(record?.status).toMatchObject({ phase: 'Healthy' });
    expect(record?.status.lateWriteUntil).toBeUndefined();
  });

  test('and has an unanswered write, after the cluster was forgotten, waits for it and takes it back', async () => {
    const late = await lateWrite();
    fleet.clock.now += 7 * hour;
    const begun = fleet.clock.now;
    const record = await overtaken(async () => {
      if ((await readCluster(fleet.table, 'prod-eu-1')) === undefined) return;
      await deregister();
      expect(secretNames()).toEqual([]);
      late.comes();
      expect(secretNames()).toEqual(['ecr-credentials']);
    });
    expect(record).toBeUndefined();
    expect(fleet.clock.now).toBeGreaterThanOrEqual(begun + minute);
    expect(secretNames()).toEqual([]);
  });
});
