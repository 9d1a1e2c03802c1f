import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { push } from '../../../functions/push/push.ts';
import { changeCluster } from '../../../shared/clusters/store/records.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import { type Fleet, minute, startFleet } from '../../support/fleet/fleet.ts';
import { intercepted } from '../../support/renewal/intercepted.ts';
import { mint, recordOf, registerRenewing } from '../../support/renewal/renewing.ts';
import { labelsOf, unsound } from '../../support/renewal/soundness.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet({ secrets: { deprecatedKept: 0 } });
  fleet.cluster.addNamespace('payments');
  await registerRenewing(fleet, { minutes: 240 });
  fleet.clock.now += 150 * minute;
});

afterEach(() => fleet.stop());

const message = async (name = 'prod-eu-1') => ({
  cluster: name,
  claim: await fleet.claim(name),
  correlationId: randomUUID(),
});

const deadline = () => fleet.clock.now + 5 * minute;

/** A worker whose renewal stops before this call, until it is released. */
async function stopped(at: number) {
  const reached = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const before = (_command: string, call: number) => {
    if (call !== at) return undefined;
    reached.resolve();
    return letGo.promise;
  };
  const world = { ...fleet.world, renewer: async () => intercepted(fleet, { before }) };
  const until = fleet.clock.now + 60 * minute;
  const pushed = push(await message(), world, until);
  await reached.promise;
  return {
    async goOn() {
      letGo.resolve();
      await pushed;
    },
  };
}

test('of two workers with one message, one renews, and the other leaves everything as it is', async () => {
  const both = await message();
  await Promise.all([push(both, fleet.world, deadline()), push(both, fleet.world, deadline())]);
  const { kubeconfig } = await recordOf(fleet);
  expect(kubeconfig.renewal?.fallback).toBeDefined();
  expect(await unsound(fleet)).toEqual([]);
  expect(fleet.aws.calls.count({ operation: 'PutSecretValue' })).toBe(1);
});

// Before it stores, before it records, and before it moves AWSCURRENT.
test.each([1, 2, 3, 4, 5, 6])(
  'a worker that stops before call %d, and continues after the next one renewed, does no harm',
  async (call) => {
    const late = await stopped(call);
    fleet.clock.now += 11 * minute;
    const { kubeconfig } = await fleet.refresh();
    expect(await unsound(fleet)).toEqual([]);
    await late.goOn();
    expect((await recordOf(fleet)).kubeconfig.version).toBe(kubeconfig.version);
    expect(await unsound(fleet)).toEqual([]);
    // It stays sound after the secret's next maintenance.
    fleet.clock.now += 145 * minute;
    await fleet.refresh();
    expect(await unsound(fleet)).toEqual([]);
  },
);

/** As the API does it. */
async function rotate(): Promise<string | undefined> {
  const read = await recordOf(fleet);
  const version = randomUUID();
  const { proxyUrl: _, ...before } = await fleet.vault.read(read.name, read.kubeconfig.version);
  const kubeconfig = { ...before, credential: { token: mint(fleet, 600) } };
  await fleet.vault.add(read.name, kubeconfig, version, read.kubeconfig.version);
  const reference = { version, server: kubeconfig.server, ...describeCredential(kubeconfig) };
  const rotated = { ...read, kubeconfig: reference, claim: randomUUID() };
  if (!(await changeCluster(fleet.table, rotated, read))) return undefined;
  await fleet.vault.use(read.name, version);
  return version;
}

test.each([1, 2, 3, 4, 5, 6])(
  'a rotation by an admin wins over a renewal that stops before call %d, or comes after it',
  async (call) => {
    const late = await stopped(call);
    const version = await rotate();
    expect(version).toBeDefined();
    await late.goOn();
    const { kubeconfig } = await recordOf(fleet);
    expect(kubeconfig.version).toBe(version);
    expect(kubeconfig.renewal?.fallback).toBeUndefined();
    expect(await unsound(fleet)).toEqual([]);
    expect((await labelsOf(fleet))[String(version)]).toBeDefined();
    fleet.clock.now += 365 * minute;
    await fleet.refresh();
    expect((await recordOf(fleet)).kubeconfig.renewal?.fallback?.version).toBe(version);
    expect(await unsound(fleet)).toEqual([]);
  },
);

test('a rotation that read the record before a renewal began is refused, and changes nothing', async () => {
  const read = await recordOf(fleet);
  await fleet.refresh();
  const renewed = await recordOf(fleet);
  const version = randomUUID();
  const before = await fleet.vault.read(read.name, read.kubeconfig.version);
  await fleet.vault.add(read.name, before, version, read.kubeconfig.version);
  const rotated = { ...read, kubeconfig: { version, server: before.server } };
  expect(await changeCluster(fleet.table, rotated, { ...read, claim: renewed.claim as never })).toBe(false);
  expect(await unsound(fleet)).toEqual([]);
});

test('a cluster that is paused, or whose renewal is switched off, in the middle of a renewal keeps what it had', async () => {
  const late = await stopped(5);
  const read = await recordOf(fleet);
  const { nextPushAt: _, ...status } = read.status;
  const paused = {
    ...read,
    version: read.version + 1,
    spec: { ...read.spec, paused: true },
    status: { ...status, phase: 'Paused' as const },
  };
  const { claim: __, ...unclaimed } = paused;
  expect(await changeCluster(fleet.table, unclaimed, read)).toBe(true);
  await late.goOn();
  const { kubeconfig } = await recordOf(fleet);
  expect(kubeconfig.version).toBe(read.kubeconfig.version);
  expect(await unsound(fleet)).toEqual([]);
});
