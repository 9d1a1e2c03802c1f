import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readView } from '../../../functions/widget/read/readView.ts';
import { never } from '../../../shared/ends.ts';
import { fleetSummary } from '../../../shared/fleet/summary.ts';
import { iso } from '../../../shared/iso.ts';
import { hour, minute } from '../../support/fleet/fleet.ts';
import { host, startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

let fleet: TargetsFleet;
/** Names of the registries whose credentials expire. */
let ending: readonly string[];

beforeEach(async () => {
  fleet = await startTargetsFleet();
  fleet.cluster.addNamespace('team-a', { serviceAccounts: ['builder'] });
  ending = [];
  const mint = fleet.world.tokens;
  fleet.world.tokens = async (registry, heldUntil) =>
    ending.includes(registry.name)
      ? mint(registry, heldUntil)
      : { username: 'robot', password: 'secret', expiresAt: never };
});
afterEach(() => fleet.stop());

const target = { kind: 'imagePullSecret', namespaces: { include: ['team-*'] } };
const limits = { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 };
const summary = async () => (await fleetSummary(fleet.table, fleet.clock.now, limits)).summary;
const inHours = (hours: number) => fleet.clock.now + hours * hour;

test('a cluster whose credentials never expire is healthy, and shown as not expiring', async () => {
  const { status } = await fleet.serve([target]);
  expect(status).toMatchObject({ phase: 'Healthy', ends: never });
  expect(status.nextPushAt).toBeDefined();
  expect(fleet.logs.map(({ fields }) => fields['summary'])).toEqual([
    expect.stringContaining('1 ready; can pull with credentials that do not expire'),
  ]);
  const annotations = fleet.cluster.secret('team-a', 'ecr-credentials')?.metadata.annotations;
  expect(annotations).not.toHaveProperty('pullpass.io/valid-until');
});

test('it is at no risk, however long it is not refreshed, and is on the fleet page', async () => {
  await fleet.serve([target]);
  fleet.clock.now += 1_000 * hour;
  const counted = await summary();
  expect(counted).toMatchObject({ phases: { Healthy: 1 }, tokensAtRisk: 0, tokensExpired: 0, endless: true });
  expect(counted).not.toHaveProperty('earliestValidUntil');
  const at = { now: fleet.clock.now, limits };
  const { page, neverServed } = await readView(fleet.table, { search: '' }, at);
  expect(page.rows).toMatchObject([{ name: 'prod-eu-1', ends: never }]);
  expect(neverServed.count).toBe(0);
});

test('a cluster with both kinds has the token’s expiry', async () => {
  ending = ['main'];
  const { status } = await fleet.serve([target]);
  expect(status).toMatchObject({ phase: 'Healthy', ends: inHours(12) });
  expect(await summary()).toMatchObject({ earliestValidUntil: iso(inHours(12)) });
});

test('a sweep that writes what never expires leaves the cluster endless', async () => {
  await fleet.serve([target]);
  fleet.clock.now += 5 * minute;
  fleet.cluster.addNamespace('team-new');
  expect((await fleet.refresh()).status).toMatchObject({ phase: 'Healthy', ends: never });
  expect(fleet.values('team-new', 'ecr-credentials')).toBeDefined();
});

test('a failure leaves it endless, and it does not count as never served', async () => {
  await fleet.serve([target]);
  await fleet.endpoint.stop();
  fleet.clock.now += hour;
  expect((await fleet.refresh()).status).toMatchObject({ phase: 'Failing', ends: never });
  const at = { now: fleet.clock.now, limits };
  const { page, neverServed } = await readView(fleet.table, { search: '' }, at);
  expect(page.rows).toMatchObject([{ name: 'prod-eu-1', ends: never, phase: 'Failing' }]);
  expect(neverServed.count).toBe(0);
});

test('one that also gets a token has the token’s expiry, and loses it with the token', async () => {
  await fleet.serve([target]);
  ending = ['main'];
  expect((await fleet.refresh()).status).toMatchObject({ ends: never });
  expect((await fleet.change([target])).status).toMatchObject({ ends: inHours(12) });
  const { status } = await fleet.change([{ ...target, registries: ['other'] }]);
  expect(status).toMatchObject({ ends: never });
});

test('a push that lost to a newer one lowers what was recorded as endless', async () => {
  await fleet.serve([target]);
  ending = ['main'];
  const superseded = fleet.change([target]);
  const mint = fleet.world.tokens;
  fleet.world.tokens = async (registry, heldUntil) => {
    await fleet.claim('prod-eu-1');
    return mint(registry, heldUntil);
  };
  expect((await superseded).status).toMatchObject({ ends: inHours(12) });
  expect(fleet.logs.at(-1)?.fields).toMatchObject({ result: 'superseded' });
});

test('the pull secret of a whole cluster is written once, and kept', async () => {
  fleet.cluster.setControlPlaneTopology('External');
  await fleet.serve([{ kind: 'globalPullSecret' }]);
  const read = () => fleet.cluster.secret('kube-system', 'additional-pull-secret');
  const before = read();
  expect(
    JSON.parse(fleet.values('kube-system', 'additional-pull-secret')?.['.dockerconfigjson'] ?? ''),
  ).toMatchObject({ auths: { [host]: { auth: Buffer.from('robot:secret').toString('base64') } } });
  fleet.clock.now += 100 * hour;
  expect((await fleet.refresh()).status).toMatchObject({ phase: 'Healthy', ends: never });
  expect(read()?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
});
