import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isoOf, never } from '../../../shared/ends.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import { minute } from '../../support/fleet/fleet.ts';
import { startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  for (const name of ['team-a', 'team-b']) fleet.cluster.addNamespace(name, { serviceAccounts: ['builder'] });
  // So the namespaces are older than the first push.
  fleet.clock.now += minute;
});
afterEach(() => fleet.stop());

const target = {
  kind: 'imagePullSecret',
  namespaces: { include: ['team-*'] },
  serviceAccounts: ['builder'],
};
const path = (namespace: string) => `/api/v1/namespaces/${namespace}/secrets/ecr-credentials`;

/** Five minutes later the tick sends it again. */
async function later() {
  fleet.clock.now += 5 * minute;
  fleet.cluster.requests.reset();
  return fleet.refresh();
}

const inLog = (message: string) => fleet.logs.filter((line) => line.message === message).length;

test('a healthy cluster comes due for its sweep, and later for its refresh', async () => {
  const { status } = await fleet.serve([target]);
  const next = Date.parse(status.nextPushAt ?? '') - fleet.clock.now;
  expect(next).toBeLessThanOrEqual(6 * minute);
  expect(Date.parse(status.nextRefreshAt ?? '') - fleet.clock.now).toBeGreaterThan(minute);

  fleet.clock.now = Date.parse(status.nextRefreshAt ?? '');
  await fleet.refresh();
  expect(inLog('pushed')).toBe(2);
  expect(inLog('swept')).toBe(0);
});

test('a sweep that finds everything in order costs three lists, no write, no token and no line in the log', async () => {
  const before = await fleet.serve([target]);
  fleet.aws.calls.reset();
  const { status } = await later();
  expect(fleet.counted.filter(({ name }) => name === metricNames.sweepsSucceeded)).toHaveLength(1);
  expect(inLog('swept')).toBe(0);
  expect(fleet.cluster.requests.counts).toEqual({
    'list namespaces': 1,
    'list secrets': 1,
    'list serviceaccounts': 1,
  });
  expect(fleet.aws.calls.count({ operation: 'GetAuthorizationToken' })).toBe(0);
  expect(status).toMatchObject({
    phase: 'Healthy',
    ends: before.status.ends,
    lastSuccessAt: before.status.lastSuccessAt,
    nextRefreshAt: before.status.nextRefreshAt,
    namespaces: { ready: 2, failed: 0, skipped: 0 },
  });
});

test('several targets share one list of the namespaces, and each lists its own secrets', async () => {
  const another = { kind: 'dockerconfigjson', secretName: 'flux', namespaces: { include: ['*-b'] } };
  await fleet.serve([target, another]);
  expect(fleet.cluster.requests.counts).toMatchObject({ 'list namespaces': 1 });
  await later();
  expect(fleet.cluster.requests.counts).toEqual({
    'list namespaces': 1,
    'list secrets': 2,
    'list serviceaccounts': 1,
  });
});

test('a list that failed is requested again by the next target', async () => {
  await fleet.serve([target, { ...target, secretName: 'flux', serviceAccounts: [] }]);
  fleet.cluster.inject({
    kind: 'status',
    status: 403,
    when: { verb: 'list', resource: 'namespaces' },
    times: 1,
  });
  const { status } = await later();
  expect(status).toMatchObject({
    phase: 'Degraded',
    error: { kind: 'forbidden' },
  });
  // The coverage check shows that what is there is still valid.
  expect(status.namespaces).toEqual({ ready: 0, failed: 2, skipped: 0 });
});

test('a new namespace is served by the next sweep, links included', async () => {
  const before = await fleet.serve([target]);
  fleet.clock.now += minute;
  fleet.cluster.addNamespace('team-new', { serviceAccounts: ['builder'] });
  const { status } = await later();
  expect(fleet.values('team-new', 'ecr-credentials')).toBeDefined();
  expect(fleet.cluster.serviceAccount('team-new', 'builder')?.imagePullSecrets).toEqual([
    { name: 'ecr-credentials' },
  ]);
  expect(status).toMatchObject({ namespaces: { ready: 3 }, ends: before.status.ends });
  expect(await fleet.eventMessages('repaired')).toEqual([]);
});

test('a namespace made in the second in which everything was served is new, and nothing there was removed', async () => {
  fleet.clock.now += 400;
  await fleet.serve([target]);
  fleet.clock.now += 100;
  fleet.cluster.addNamespace('team-new', { serviceAccounts: ['builder'] });
  await later();
  expect(fleet.values('team-new', 'ecr-credentials')).toBeDefined();
  expect(await fleet.eventMessages('repaired')).toEqual([]);
});

test('a service account that comes after its namespace is linked at the next attempt, a minute later', async () => {
  await fleet.serve([target]);
  fleet.clock.now += minute;
  fleet.cluster.addNamespace('team-new');
  const { status } = await later();
  expect(status).toMatchObject({
    phase: 'Degraded',
    error: { kind: 'not-found' },
    namespaces: { failed: 1 },
  });
  expect(status.error?.message).toContain('serviceaccounts/builder');
  expect(fleet.values('team-new', 'ecr-credentials')).toBeDefined();

  fleet.cluster.addServiceAccount('team-new', 'builder');
  fleet.clock.now += minute;
  expect(Date.parse(status.nextPushAt ?? '')).toBeLessThanOrEqual(fleet.clock.now + 12_000);
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
  expect(fleet.cluster.serviceAccount('team-new', 'builder')?.secrets).toEqual([{ name: 'ecr-credentials' }]);
});

test('what others deleted, edited or emptied is restored, and the trail says so', async () => {
  fleet.cluster.addNamespace('team-c', { serviceAccounts: ['builder'] });
  await fleet.serve([target]);
  const before = fleet.values('team-b', 'ecr-credentials');
  fleet.kubectl('DELETE', path('team-a'));
  fleet.kubectl('PATCH', path('team-b'), { data: { '.dockerconfigjson': 'e30=' } });
  fleet.kubectl('PATCH', path('team-c'), { metadata: { labels: { 'app.kubernetes.io/managed-by': null } } });
  await later();
  expect(fleet.values('team-a', 'ecr-credentials')).toBeDefined();
  expect(fleet.values('team-b', 'ecr-credentials')).toEqual(before);
  // Labels are restored with the next refresh: nothing depends on them.
  expect(fleet.cluster.secret('team-c', 'ecr-credentials')?.metadata.labels).toBeUndefined();
  const [message] = await fleet.eventMessages('repaired');
  expect(message).toContain('secret team-a/ecr-credentials (was missing)');
  expect(message).toContain('secret team-b/ecr-credentials (was changed by kubectl-edit)');
  await later();
  expect(await fleet.eventMessages('repaired')).toHaveLength(1);
});

test('a namespace that is chosen again has its old secret replaced, which does not count as in order', async () => {
  const labelled = { ...target, namespaces: { labelSelector: 'pull=ecr' } };
  const label = (value: string | null) =>
    fleet.kubectl('PATCH', '/api/v1/namespaces/team-a', { metadata: { labels: { pull: value } } });
  fleet.cluster.addNamespace('team-c', { labels: { pull: 'ecr' }, serviceAccounts: ['builder'] });
  label('ecr');
  await fleet.serve([labelled]);
  label(null);
  fleet.clock.now += 13 * 60 * minute;
  const { status } = await fleet.refresh();
  label('ecr');
  await later();
  const annotations = fleet.cluster.secret('team-a', 'ecr-credentials')?.metadata.annotations;
  expect(annotations?.['pullpass.io/valid-until']).toBe(isoOf(status.ends ?? never));
  expect(inLog('swept')).toBe(1);
  await later();
  expect(inLog('swept')).toBe(1);
});

test('a secret that somebody made where ours should be is a conflict, and stays', async () => {
  await fleet.serve([target]);
  fleet.clock.now += minute;
  fleet.cluster.addNamespace('team-new', { serviceAccounts: ['builder'] });
  fleet.cluster.addSecret('team-new', 'ecr-credentials', { data: { a: 'b' }, manager: 'helm' });
  const { status } = await later();
  expect(status).toMatchObject({ phase: 'Degraded', error: { kind: 'conflict' }, namespaces: { failed: 1 } });
  expect(status).not.toHaveProperty('nextRefreshAt');
  expect(fleet.values('team-new', 'ecr-credentials')).toEqual({ a: 'b' });
});

test('an API server that is down at a sweep is a failure like any other, and the next push is a full one', async () => {
  await fleet.serve([target]);
  fleet.cluster.revokeGrants('admin');
  await fleet.endpoint.stop();
  const { status } = await later();
  expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'unreachable' }, consecutiveFailures: 1 });
  expect(status).not.toHaveProperty('nextRefreshAt');
});

test('sweeps can be switched off, and targets that only name namespaces have none', async () => {
  const off = await fleet.serve([target], { sweepEveryMinutes: 0 });
  expect(off.status).not.toHaveProperty('nextRefreshAt');
  const named = await fleet.change([{ ...target, namespaces: { include: ['team-a'] } }]);
  expect(named.status).not.toHaveProperty('nextRefreshAt');
});

describe('the links of service accounts', () => {
  const pullsWith = (namespace: string) =>
    fleet.cluster.serviceAccount(namespace, 'builder')?.imagePullSecrets ?? [];

  test('that others wiped are back at the next sweep, which says so', async () => {
    await fleet.serve([target]);
    fleet.clock.now += minute;
    fleet.cluster.changeServiceAccount('team-a', 'builder', { imagePullSecrets: [] });
    const { status } = await later();
    expect(pullsWith('team-a')).toEqual([{ name: 'ecr-credentials' }]);
    expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 2 } });
    expect(await fleet.eventMessages('repaired')).toEqual([
      'Put back service account team-a/builder (was not linked to ecr-credentials)',
    ]);
  });

  test('are made if an optional account has come since, which is not a repair', async () => {
    const optional = { ...target, serviceAccounts: [{ name: 'pipeline', optional: true }] };
    await fleet.serve([optional]);
    fleet.clock.now += minute;
    fleet.cluster.addServiceAccount('team-b', 'pipeline');
    await later();
    expect(fleet.cluster.serviceAccount('team-b', 'pipeline')?.imagePullSecrets).toEqual([
      { name: 'ecr-credentials' },
    ]);
    expect(await fleet.eventMessages('repaired')).toEqual([]);
  });

  test('to an account that is gone are reported, and keep no pod from pulling', async () => {
    await fleet.serve([target]);
    fleet.cluster.remove('serviceaccounts', 'team-a', 'builder');
    const { status } = await later();
    expect(status).toMatchObject({
      phase: 'Degraded',
      problems: [{ kind: 'not-found', namespaces: ['team-a'], uncovered: 0 }],
    });
  });

  test('that cannot be restored leave pods without the secret', async () => {
    await fleet.serve([target]);
    fleet.cluster.changeServiceAccount('team-a', 'builder', { imagePullSecrets: [] });
    fleet.cluster.inject({
      kind: 'status',
      status: 403,
      when: { verb: 'patch', resource: 'serviceaccounts' },
    });
    const { status } = await later();
    expect(status.namespaces).toEqual({ ready: 1, failed: 1, skipped: 0, uncovered: 1 });
  });

  test('are maintained by refreshes if accounts may not be listed', async () => {
    fleet.cluster.addUser('narrow');
    fleet.cluster.grant('narrow', [
      { verbs: ['list'], apiGroups: [''], resources: ['namespaces'] },
      { verbs: ['create', 'patch', 'get', 'delete', 'list'], apiGroups: [''], resources: ['secrets'] },
      { verbs: ['get', 'patch'], apiGroups: [''], resources: ['serviceaccounts'] },
    ]);
    await fleet.serve([target], { kubeconfig: fleet.endpoint.kubeconfig('narrow') } as never);
    fleet.cluster.changeServiceAccount('team-a', 'builder', { imagePullSecrets: [] });
    expect((await later()).status.phase).toBe('Healthy');
    expect(pullsWith('team-a')).toEqual([]);
    fleet.clock.now += 60 * minute;
    await fleet.refresh();
    expect(pullsWith('team-a')).toEqual([{ name: 'ecr-credentials' }]);
  });
});

describe('an identity that may not list secrets', () => {
  const byName = { resources: ['secrets'], apiGroups: [''], resourceNames: ['ecr-credentials'] };
  beforeEach(() => {
    fleet.cluster.addUser('narrow');
    fleet.cluster.grant('narrow', [
      { verbs: ['list'], apiGroups: [''], resources: ['namespaces'] },
      { verbs: ['create', 'patch', 'get', 'delete'], ...byName },
      { verbs: ['get', 'patch'], apiGroups: [''], resources: ['serviceaccounts'] },
    ]);
  });
  const kubeconfig = () => fleet.endpoint.kubeconfig('narrow');

  test('has new namespaces served all the same, and the rest at the next refresh', async () => {
    fleet.clock.now += 5 * minute;
    await fleet.serve([target], { kubeconfig: kubeconfig() } as never);
    fleet.kubectl('DELETE', path('team-a'));
    fleet.clock.now += minute;
    fleet.cluster.addNamespace('team-new', { serviceAccounts: ['builder'] });
    expect((await later()).status.phase).toBe('Healthy');
    expect(fleet.values('team-new', 'ecr-credentials')).toBeDefined();
    expect(fleet.values('team-a', 'ecr-credentials')).toBeUndefined();
    fleet.clock.now += 60 * minute;
    await fleet.refresh();
    expect(fleet.values('team-a', 'ecr-credentials')).toBeDefined();
  });

  test('needs list only on the secret’s own name', async () => {
    fleet.cluster.grant('narrow', [{ verbs: ['list'], ...byName }]);
    await fleet.serve([target], { kubeconfig: kubeconfig() } as never);
    fleet.kubectl('DELETE', path('team-a'));
    await later();
    expect(fleet.values('team-a', 'ecr-credentials')).toBeDefined();
  });
});
