import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hour } from '../../support/fleet/fleet.ts';
import { host, otherHost, startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  fleet.cluster.setControlPlaneTopology('External');
});
afterEach(() => fleet.stop());

const target = { kind: 'globalPullSecret' };
const path = '/api/v1/namespaces/kube-system/secrets/additional-pull-secret';
const encoded = (config: object) => Buffer.from(JSON.stringify(config)).toString('base64');
const secret = () => fleet.cluster.secret('kube-system', 'additional-pull-secret');
const auths = (): Record<string, { auth: string }> =>
  JSON.parse(fleet.values('kube-system', 'additional-pull-secret')?.['.dockerconfigjson'] ?? '{}').auths;
const theirs = { 'quay.io': { auth: 'dGhlaXJz', email: 'a@example.com' } };

/** Somebody else's secret, before PullPass comes. */
function addTheirs() {
  fleet.cluster.addSecret('kube-system', 'additional-pull-secret', {
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': JSON.stringify({ auths: theirs }) },
    manager: 'ann',
  });
}

test('the entries of others stay, whichever was written first, and remain alone when ours are removed', async () => {
  addTheirs();
  expect((await fleet.serve([target])).status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1 } });
  expect(Object.keys(auths()).sort()).toEqual([otherHost, host, 'quay.io'].sort());
  expect(auths()['quay.io']).toEqual(theirs['quay.io']);
  await fleet.deregister();
  expect(auths()).toEqual(theirs);
  expect(Object.keys(secret()?.metadata.annotations ?? {})).toEqual([]);
});

test('one that PullPass made is removed with it', async () => {
  await fleet.serve([target]);
  expect(Object.keys(auths()).sort()).toEqual([otherHost, host].sort());
  await fleet.deregister();
  expect(secret()).toBeUndefined();
});

test('in two days of refreshes it is never written within 5 hours of the last time, and never at risk', async () => {
  let { status } = await fleet.serve([target]);
  const writes = [fleet.clock.now];
  let version = secret()?.metadata.resourceVersion;
  for (let hours = 1; hours <= 48; hours++) {
    fleet.clock.now += hour;
    ({ status } = await fleet.refresh());
    expect(status.phase).toBe('Healthy');
    expect((status.ends ?? 0) - fleet.clock.now).toBeGreaterThan(3 * hour);
    if (secret()?.metadata.resourceVersion === version) continue;
    version = secret()?.metadata.resourceVersion;
    writes.push(fleet.clock.now);
  }
  const gaps = writes.slice(1).map((at, index) => at - (writes[index] ?? 0));
  expect(writes.length).toBeGreaterThan(6);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * hour);
});

test.each([60, 300])(
  'at its longest interval, refreshed every %s minutes, it is at no risk between two writes either',
  async (refreshEveryMinutes) => {
    let { status } = await fleet.serve([{ ...target, everyHours: 7 }], { refreshEveryMinutes });
    const end = fleet.clock.now + 48 * hour;
    for (let push = 1; fleet.clock.now < end; push++) {
      // The tick comes once a minute.
      fleet.clock.now = Date.parse(status.nextPushAt ?? '') + ((push * 37) % 60) * 1000;
      expect((status.ends ?? 0) - fleet.clock.now).toBeGreaterThan(3 * hour);
      ({ status } = await fleet.refresh());
      expect(status.phase).toBe('Healthy');
    }
  },
  30_000,
);

test('what somebody writes between the read and the write is not lost', async () => {
  addTheirs();
  const added = { ...theirs, 'new.example.com': { auth: 'bmV3' } };
  const handle = fleet.cluster.handle.bind(fleet.cluster);
  fleet.cluster.handle = (request) => {
    const answer = handle(request);
    if (request.method !== 'GET' || !request.url.startsWith(path)) return answer;
    fleet.cluster.handle = handle;
    fleet.kubectl('PATCH', path, { data: { '.dockerconfigjson': encoded({ auths: added }) } }, 'ann');
    return answer;
  };
  await fleet.serve([target]);
  expect(Object.keys(auths()).sort()).toEqual([otherHost, host, 'new.example.com', 'quay.io'].sort());
});

test.each([
  ['HighlyAvailable', /topology is HighlyAvailable.*ROSA Classic/],
  [undefined, /not OpenShift/],
])(
  'a cluster with the topology %s is refused with the reason, and nothing is written',
  async (topology, said) => {
    fleet.cluster.setControlPlaneTopology(topology as string);
    const { status } = await fleet.serve([target]);
    expect(status.error).toMatchObject({ kind: 'conflict', message: expect.stringMatching(said) });
    expect(secret()).toBeUndefined();
  },
);

test('an entry that others removed is restored when 5 hours have passed, and is named meanwhile', async () => {
  await fleet.serve([target]);
  fleet.clock.now += hour;
  fleet.kubectl('PATCH', path, { data: { '.dockerconfigjson': encoded({ auths: theirs }) } }, 'ann');
  const { status } = await fleet.refresh();
  expect(status.error).toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('is corrected after'),
  });
  // Until then, nodes have nothing to pull with.
  expect(status.namespaces).toEqual({ ready: 0, failed: 1, skipped: 0, uncovered: 1 });
  expect(auths()).toEqual(theirs);
  fleet.clock.now += 4 * hour;
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
  expect(Object.keys(auths()).sort()).toEqual([otherHost, host, 'quay.io'].sort());
  expect(await fleet.eventMessages('repaired')).toEqual([
    'Put back secret kube-system/additional-pull-secret (was changed by others)',
  ]);
});

test('without a new token, the present content stays, which serves nodes until it expires', async () => {
  await fleet.serve([target]);
  fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'deny' } });
  fleet.clock.now += 7 * hour;
  expect((await fleet.refresh()).status.namespaces).toEqual({ ready: 0, failed: 1, skipped: 0 });
  fleet.clock.now += 6 * hour;
  expect((await fleet.refresh()).status.namespaces).toMatchObject({ failed: 1, uncovered: 1 });
});

test('a registry that was added since is not in it yet: nodes cannot pull from it until it is', async () => {
  await fleet.serve([{ ...target, registries: ['main'] }]);
  fleet.clock.now += hour;
  const { status } = await fleet.change([target]);
  expect(status).toMatchObject({
    error: { kind: 'conflict', message: expect.stringContaining('is corrected after') },
    namespaces: { ready: 0, failed: 1, skipped: 0, uncovered: 1 },
  });
  expect(Object.keys(auths())).toEqual([host]);
  // With fewer, everything wanted is there.
  const fewer = await fleet.change([{ ...target, registries: ['main'] }]);
  expect(fewer.status.namespaces).toEqual({ ready: 1, failed: 0, skipped: 0 });
});

test('one that others fill so far that ours do not fit is left alone, and that is reported', async () => {
  fleet.cluster.addSecret('kube-system', 'additional-pull-secret', {
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': JSON.stringify({ auths: { 'quay.io': { auth: 'x'.repeat(1_047_000) } } }) },
    manager: 'ann',
  });
  const before = secret()?.metadata.resourceVersion;
  const { status } = await fleet.serve([target]);
  expect(status.error?.message).toMatch(
    /additional-pull-secret would hold \d+ bytes; Kubernetes takes 1048576/,
  );
  expect(secret()?.metadata.resourceVersion).toBe(before);
});

test('added registries wait five hours; removed ones are removed with the write', async () => {
  const main = { ...target, registries: ['main'] };
  await fleet.serve([main]);
  const both = [{ ...target, registries: ['main', 'other'] }];
  expect((await fleet.change(both)).status).toMatchObject({ error: { kind: 'conflict' } });
  fleet.clock.now += 5 * hour;
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
  expect(Object.keys(auths())).toEqual([host, otherHost]);

  await fleet.change([{ ...target, registries: ['other'] }]);
  fleet.clock.now += 5 * hour;
  await fleet.refresh();
  expect(Object.keys(auths())).toEqual([otherHost]);
});

test('on a cluster that is not ROSA with hosted control planes nothing is written, and the reason is reported', async () => {
  fleet.cluster.setControlPlaneTopology('HighlyAvailable');
  const { status } = await fleet.serve([target]);
  expect(status.error?.message).toContain('On ROSA Classic the service owns the cluster’s pull secret');
  expect(status.namespaces).toEqual({ ready: 0, failed: 1, skipped: 0, uncovered: 1 });
  expect(secret()).toBeUndefined();
});
