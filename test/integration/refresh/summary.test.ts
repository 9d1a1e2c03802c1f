import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isYoungEnough, saveCensus, takeCensus } from '../../../shared/clusters/store/census.ts';
import {
  indexedAttributes,
  kubeconfigAttributes,
  statusAttributes,
} from '../../../shared/clusters/store/item.ts';
import { fleetSummary } from '../../../shared/fleet/summary.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});

afterEach(() => fleet.stop());

const limits = { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 };
const summary = async () => (await fleetSummary(fleet.table, fleet.clock.now, limits)).summary;

test('an empty fleet is safe, and says that nothing is served', async () => {
  expect(await summary()).toEqual({
    registered: 0,
    phases: { Pending: 0, Healthy: 0, Degraded: 0, Failing: 0, Paused: 0, Deregistering: 0 },
    tokensAtRisk: 0,
    tokensExpired: 0,
    clustersUncovered: 0,
    namespacesUncovered: 0,
    failing: 0,
    failingLong: 0,
    kubeconfigsExpiring: 0,
  });
});

test('a cluster that cannot be pushed is failing at once, for long after a while, then at risk, then expired', async () => {
  await fleet.register();
  await fleet.register({ name: 'another' });
  await fleet.refresh();
  await fleet.refresh('another');
  const end = new Date(fleet.clock.now + 12 * hour).toISOString();
  expect(await summary()).toMatchObject({
    registered: 2,
    phases: { Healthy: 2, Failing: 0 },
    earliestValidUntil: end,
    tokensAtRisk: 0,
    failing: 0,
  });

  fleet.clock.now += 6 * hour;
  fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'throttle' } });
  await fleet.refresh();
  expect(await summary()).toMatchObject({
    phases: { Healthy: 1, Failing: 1 },
    failing: 1,
    failingLong: 0,
    tokensAtRisk: 0,
  });
  fleet.clock.now += 31 * minute;
  expect(await summary()).toMatchObject({ failing: 1, failingLong: 1 });
  fleet.clock.now += 3 * hour;
  expect(await summary()).toMatchObject({ tokensAtRisk: 2, tokensExpired: 0 });
  fleet.clock.now += 3 * hour;
  expect(await summary()).toMatchObject({ tokensAtRisk: 2, tokensExpired: 2, earliestValidUntil: end });
});

test('the token of a cluster that is paused, or on its way out, is at nobody’s risk', async () => {
  for (const phase of ['Paused', 'Deregistering'] as const) {
    const record = await fleet.register({ name: phase.toLowerCase() });
    const status = { ...record.status, phase, ends: fleet.clock.now };
    const fields = statusAttributes(record.name, status);
    await setFields(fleet.table, record.name, fields);
  }
  expect(await summary()).toMatchObject({
    phases: { Paused: 1, Deregistering: 1 },
    tokensAtRisk: 0,
    tokensExpired: 0,
    failing: 0,
  });
});

test('a kubeconfig that expires within a fortnight is counted, and so is an expired one', async () => {
  const day = 24 * hour;
  for (const [name, after] of Object.entries({ ended: -day, soon: 13 * day, later: 15 * day })) {
    const { kubeconfig } = await fleet.register({ name });
    const expiresAt = new Date(fleet.clock.now + after).toISOString();
    const fields = kubeconfigAttributes(name, { ...kubeconfig, expiresAt });
    await setFields(fleet.table, name, fields);
  }
  expect((await summary()).kubeconfigsExpiring).toBe(2);
});

test('the kubeconfig of a paused or deregistering cluster may expire: nobody waits for a new one', async () => {
  for (const phase of ['Paused', 'Deregistering', 'Failing'] as const) {
    const record = await fleet.register({ name: phase.toLowerCase() });
    const kubeconfig = { ...record.kubeconfig, expiresAt: new Date(fleet.clock.now).toISOString() };
    const fields = indexedAttributes({ ...record, kubeconfig, status: { ...record.status, phase } });
    await setFields(fleet.table, record.name, fields);
  }
  expect((await summary()).kubeconfigsExpiring).toBe(1);
});

test('a census is believed for as long as counting again would cost more than ten clusters a second', async () => {
  await fleet.register();
  fleet.clock.now += minute;
  const countedAt = new Date(fleet.clock.now).toISOString();
  expect(isYoungEnough({ registered: 10_000, countedAt }, fleet.clock.now + 16 * minute)).toBe(true);
  expect(isYoungEnough({ registered: 10_000, countedAt }, fleet.clock.now + 17 * minute)).toBe(false);
  expect(isYoungEnough({ registered: 0, countedAt }, fleet.clock.now)).toBe(false);

  await saveCensus(fleet.table, { registered: 5000, countedAt });
  expect(await takeCensus(fleet.table, fleet.clock.now)).toMatchObject({
    census: { registered: 5000 },
    isNew: false,
  });
  fleet.clock.now += 9 * minute;
  expect(await takeCensus(fleet.table, fleet.clock.now)).toMatchObject({
    census: { registered: 1 },
    isNew: true,
  });
});

test('a census is not believed after a cluster was added or removed, nor while the index may lag behind that', () => {
  const at = (milliseconds: number) => new Date(fleet.clock.now + milliseconds).toISOString();
  const counted = (countedAt: string, changedAt?: string) =>
    isYoungEnough(
      { registered: 10_000, countedAt, ...(changedAt !== undefined && { changedAt }) },
      fleet.clock.now,
    );
  expect(counted(at(0))).toBe(true);
  expect(counted(at(-1), at(0))).toBe(false);
  expect(counted(at(0), at(-minute + 1))).toBe(false);
  expect(counted(at(0), at(-minute))).toBe(true);
});
