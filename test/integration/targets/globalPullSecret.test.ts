import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hour } from '../../support/fleet/fleet.ts';
import { host, otherHost, startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  fleet.cluster.setControlPlaneTopology('External');
});
afterEach(() => fleet.stop());

const [namespace, name] = ['kube-system', 'additional-pull-secret'];
const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
const type = 'kubernetes.io/dockerconfigjson';
const target = { kind: 'globalPullSecret', registries: ['main'] };
const theirs = { 'quay.example.com': { auth: 'dGhlaXJzOm93bg==', email: 'ann@example.com' } };

const secret = () => fleet.cluster.secret(namespace, name);
const config = () => JSON.parse(fleet.values(namespace, name)?.['.dockerconfigjson'] ?? '{}');
const addTheirs = (auths: object = theirs) =>
  fleet.cluster.addSecret(namespace, name, {
    type,
    data: { '.dockerconfigjson': JSON.stringify({ auths }) },
  });
/** Another's whole write, as of a job that knows of itself alone. */
const overwrite = (auths: object) =>
  fleet.kubectl('PATCH', path, {
    data: { '.dockerconfigjson': Buffer.from(JSON.stringify({ auths })).toString('base64') },
  });
const writes = () => fleet.cluster.requests.counts['patch secrets'] ?? 0;

test('a day of refreshes writes every five hours at most, and never lets what is in there end', async () => {
  addTheirs();
  await fleet.serve([target]);
  const writtenAt = [fleet.clock.now];
  const entries = new Set([config().auths[host].auth]);
  for (let minutes = 0; minutes < 24 * 60; minutes += 30) {
    fleet.clock.now += hour / 2;
    fleet.cluster.requests.reset();
    const { status } = await fleet.refresh();
    expect(status.phase).toBe('Healthy');
    expect(Date.parse(status.validUntil ?? '') - fleet.clock.now).toBeGreaterThan(3 * hour);
    if (writes() === 0) continue;
    writtenAt.push(fleet.clock.now);
    entries.add(config().auths[host].auth);
  }
  const gaps = writtenAt.slice(1).map((at, index) => at - (writtenAt[index] ?? 0));
  expect(gaps.length).toBeGreaterThan(1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * hour);
  expect(entries.size).toBe(writtenAt.length);
  expect(config().auths).toMatchObject(theirs);
}, 60_000);

test('another that takes our entry out has it back after five hours, and the trail says so', async () => {
  await fleet.serve([target]);
  fleet.clock.now += hour;
  overwrite(theirs);
  const waiting = (await fleet.refresh()).status;
  expect(waiting.error).toMatchObject({ kind: 'conflict', message: expect.stringContaining('T17:00:00') });
  expect(config().auths).toEqual(theirs);

  fleet.clock.now += 4 * hour;
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
  expect(Object.keys(config().auths).sort()).toEqual([host, 'quay.example.com'].sort());
  expect(await fleet.eventMessages('repaired')).toEqual([
    `Put back secret ${namespace}/${name} (was changed by others)`,
  ]);
});

test('registries that are added wait their five hours; those that are left go with the write', async () => {
  await fleet.serve([target]);
  const both = [{ ...target, registries: ['main', 'other'] }];
  expect((await fleet.change(both)).status).toMatchObject({ error: { kind: 'conflict' } });
  fleet.clock.now += 5 * hour;
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
  expect(Object.keys(config().auths)).toEqual([host, otherHost]);

  await fleet.change([{ ...target, registries: ['other'] }]);
  fleet.clock.now += 5 * hour;
  await fleet.refresh();
  expect(Object.keys(config().auths)).toEqual([otherHost]);
});

test('deregistering deletes the secret that PullPass made', async () => {
  await fleet.serve([target]);
  await fleet.deregister();
  expect(secret()).toBeUndefined();
});

test('deregistering leaves the entries of others, and no mark of ours', async () => {
  addTheirs();
  await fleet.serve([target]);
  await fleet.deregister();
  expect(config()).toEqual({ auths: theirs });
  expect(secret()?.metadata.annotations ?? {}).toEqual({});
});

test.each([
  ['another type', { data: { a: 'b' } }, 'is of type Opaque'],
  [
    'no docker config in it',
    { type, data: { '.dockerconfigjson': '{"auths":[]}' } },
    'holds no docker config that can be read',
  ],
])('a secret with %s is not written over', async (_, fields, because) => {
  fleet.cluster.addSecret(namespace, name, fields);
  const { status } = await fleet.serve([target]);
  expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'conflict' } });
  expect(status.error?.message).toContain(because);
  expect(fleet.values(namespace, name)).toEqual(fields.data);
});

test('a cluster that is no ROSA with hosted control planes has nothing written, and the reason said', async () => {
  fleet.cluster.setControlPlaneTopology('HighlyAvailable');
  const { status } = await fleet.serve([target]);
  expect(status.error?.message).toContain('On ROSA Classic the service owns the cluster’s pull secret');
  expect(secret()).toBeUndefined();
});
