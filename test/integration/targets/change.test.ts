import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { minute } from '../../support/fleet/fleet.ts';
import { startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  for (const name of ['team-a', 'team-b'])
    fleet.cluster.addNamespace(name, { labels: { pull: 'ecr' }, serviceAccounts: ['builder'] });
});
afterEach(() => fleet.stop());

const target = (fields: object = {}) => ({
  kind: 'imagePullSecret',
  namespaces: { include: ['team-*'] },
  ...fields,
});
const served = (name = 'ecr-credentials') =>
  fleet.cluster
    .secrets()
    .filter(({ metadata }) => metadata.name === name)
    .map(({ metadata }) => metadata.namespace)
    .sort();
const path = (namespace: string) => `/api/v1/namespaces/${namespace}/secrets/ecr-credentials`;

/** When the refresh is due. */
async function anHourLater() {
  fleet.clock.now += 60 * minute;
  return fleet.refresh();
}

describe('a namespace that is no longer chosen', () => {
  const byLabel = { namespaces: { labelSelector: 'pull=ecr' }, serviceAccounts: ['builder'] };
  const unlabel = () =>
    fleet.kubectl('PATCH', '/api/v1/namespaces/team-a', { metadata: { labels: { pull: null } } });

  test('keeps the secret, unless the target prunes', async () => {
    await fleet.serve([target(byLabel)]);
    unlabel();
    await anHourLater();
    expect(served()).toEqual(['team-a', 'team-b']);
  });

  test('loses secret and links at the next refresh, if the target prunes', async () => {
    await fleet.serve([target({ ...byLabel, prune: true })]);
    fleet.cluster.addNamespace('theirs');
    fleet.cluster.addSecret('theirs', 'ecr-credentials', { data: { a: 'b' } });
    unlabel();
    const { status } = await anHourLater();
    expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1, failed: 0 } });
    expect(served()).toEqual(['team-b', 'theirs']);
    expect(fleet.cluster.serviceAccount('team-a', 'builder')?.imagePullSecrets ?? []).toEqual([]);
    expect(fleet.cluster.serviceAccount('team-b', 'builder')?.imagePullSecrets).toHaveLength(1);
  });

  test('loses it too if the target no longer chooses anything', async () => {
    await fleet.serve([target({ ...byLabel, prune: true })]);
    for (const name of ['team-a', 'team-b'])
      fleet.kubectl('PATCH', `/api/v1/namespaces/${name}`, { metadata: { labels: { pull: null } } });
    expect((await anHourLater()).status.error).toMatchObject({ kind: 'not-found' });
    expect(served()).toEqual([]);
  });

  test('loses it without the right to list secrets too', async () => {
    fleet.cluster.addUser('narrow');
    fleet.cluster.grant('narrow', [
      { verbs: ['list'], apiGroups: [''], resources: ['namespaces'] },
      {
        verbs: ['create', 'patch', 'get', 'delete'],
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['ecr-credentials'],
      },
    ]);
    const kubeconfig = fleet.endpoint.kubeconfig('narrow');
    const pruning = target({ namespaces: { labelSelector: 'pull=ecr' }, prune: true });
    await fleet.serve([pruning], { kubeconfig } as never);
    unlabel();
    await anHourLater();
    expect(served()).toEqual(['team-b']);
  });

  test('keeps what another target writes there', async () => {
    await fleet.serve([
      target({ namespaces: { labelSelector: 'pull=ecr' }, prune: true }),
      target({ namespaces: { include: ['shop'] } }),
    ]);
    fleet.cluster.addNamespace('shop');
    unlabel();
    await anHourLater();
    await anHourLater();
    expect(served()).toEqual(['shop', 'team-b']);
  });

  test.each([
    ['a removed name', { include: ['team-a', 'team-b'] }, { include: ['team-b'] }],
    ['a glob that becomes narrower', { include: ['team-*'] }, { include: ['*-b'] }],
    ['a glob that becomes a name', { include: ['team-*'] }, { include: ['team-b'] }],
  ])('loses it after %s, if the target prunes', async (_, before, after) => {
    await fleet.serve([target({ namespaces: before, prune: true })]);
    expect(served()).toEqual(['team-a', 'team-b']);
    const { retired } = await fleet.change([target({ namespaces: after, prune: true })]);
    expect(served()).toEqual(['team-b']);
    expect(retired).toEqual([]);
  });
});

test('a removed target takes its secrets with it, except those that another one writes', async () => {
  await fleet.serve([
    target(),
    { kind: 'jenkins', registries: ['main', 'other'], namespaces: { include: ['team-a'] } },
  ]);
  await fleet.change([
    target(),
    { kind: 'jenkins', registries: ['other'], namespaces: { include: ['team-a'] } },
  ]);
  expect(served('ecr-credentials-main')).toEqual([]);
  expect(served('ecr-credentials-other')).toEqual(['team-a']);
  await fleet.change([target({ secretName: 'pull' })]);
  expect(fleet.cluster.secrets().map(({ metadata: { name } }) => name)).toEqual(['pull', 'pull']);
});

describe('a service account that a target no longer names', () => {
  const named = (serviceAccounts: unknown[], fields: object = {}) =>
    target({ namespaces: { include: ['team-*'] }, serviceAccounts, ...fields });
  const lists = (namespace: string, name: string) => {
    const account = fleet.cluster.serviceAccount(namespace, name);
    return [account?.imagePullSecrets ?? [], account?.secrets ?? []];
  };
  const linked = [[{ name: 'ecr-credentials' }], [{ name: 'ecr-credentials' }]];
  const unlinked = [[], []];
  beforeEach(() => fleet.cluster.addServiceAccount('team-a', 'pipeline'));

  test('is unlinked, and the others keep their link', async () => {
    await fleet.serve([named(['builder', { name: 'pipeline', optional: true }])]);
    expect(lists('team-a', 'pipeline')).toEqual(linked);
    const { status, retired } = await fleet.change([named(['builder'])]);
    expect(status.phase).toBe('Healthy');
    expect(retired).toEqual([]);
    expect(lists('team-a', 'pipeline')).toEqual(unlinked);
    for (const namespace of ['team-a', 'team-b']) expect(lists(namespace, 'builder')).toEqual(linked);
    expect(served()).toEqual(['team-a', 'team-b']);
  });

  test('keeps the link that another target makes', async () => {
    await fleet
      .serve([
        named(['builder']),
        target({ namespaces: { include: ['shop'] }, serviceAccounts: ['builder'] }),
      ])
      .catch(() => undefined);
    fleet.cluster.addNamespace('shop', { serviceAccounts: ['builder'] });
    await fleet.change([
      named([]),
      target({ namespaces: { include: ['shop'] }, serviceAccounts: ['builder'] }),
    ]);
    expect(lists('shop', 'builder')).toEqual(linked);
    expect(lists('team-a', 'builder')).toEqual(unlinked);
  });

  test('costs no namespace its secret, though the target no longer chooses it', async () => {
    await fleet.serve([named(['builder'])]);
    await fleet.change([named([], { namespaces: { include: ['team-b'] } })]);
    expect(served()).toEqual(['team-a', 'team-b']);
    expect(lists('team-a', 'builder')).toEqual(linked);
    expect(lists('team-b', 'builder')).toEqual(unlinked);
  });

  test('is unlinked with the rest if the cluster is deregistered before', async () => {
    await fleet.serve([named(['pipeline'], { namespaces: { include: ['team-a'] } })]);
    fleet.aws.faults.inject({ service: 'secretsmanager', fault: { kind: 'throttle' } });
    const changed = fleet.change([named([], { namespaces: { include: ['team-a'] } })]);
    await expect(changed).rejects.toThrow('Rate exceeded');
    expect(lists('team-a', 'pipeline')).toEqual(linked);
    fleet.aws.faults.clear();
    await fleet.deregister();
    expect(served()).toEqual([]);
    expect(lists('team-a', 'pipeline')).toEqual(unlinked);
  });

  test('keeps its link to a secret that is not ours', async () => {
    fleet.cluster.addSecret('team-a', 'ecr-credentials', { data: { a: 'b' } });
    await fleet.serve([named(['builder'])]);
    fleet.kubectl('PATCH', '/api/v1/namespaces/team-a/serviceaccounts/builder', {
      imagePullSecrets: [{ name: 'ecr-credentials' }],
    });
    await fleet.change([named([])]);
    expect(lists('team-a', 'builder')[0]).toEqual([{ name: 'ecr-credentials' }]);
    expect(lists('team-b', 'builder')).toEqual(unlinked);
  });
});

describe('drift', () => {
  test('a link that somebody removed is restored at the refresh, and the trail says so', async () => {
    const before = { namespaces: { include: ['team-*'] }, serviceAccounts: ['builder', 'default'] };
    for (const name of ['team-a', 'team-b']) fleet.cluster.addServiceAccount(name, 'default');
    fleet.clock.now += minute;
    await fleet.serve([target(before)]);
    fleet.kubectl('PATCH', '/api/v1/namespaces/team-a/serviceaccounts/builder', { imagePullSecrets: null });
    await anHourLater();
    expect(fleet.cluster.serviceAccount('team-a', 'builder')?.imagePullSecrets).toHaveLength(1);
    expect(await fleet.eventMessages('repaired')).toEqual([
      'Put back service account team-a/builder (was not linked to ecr-credentials)',
    ]);
  });

  test('a secret that somebody edited is restored at the refresh, and the trail says who it was', async () => {
    await fleet.serve([target({ namespaces: { include: ['team-a'] } })]);
    const before = fleet.values('team-a', 'ecr-credentials');
    fleet.kubectl('PATCH', path('team-a'), { data: { '.dockerconfigjson': 'e30=' } });
    expect((await anHourLater()).status.phase).toBe('Healthy');
    expect(fleet.values('team-a', 'ecr-credentials')).toEqual(before);
    expect(await fleet.eventMessages('repaired')).toEqual([
      'Put back secret team-a/ecr-credentials (was changed by kubectl-edit)',
    ]);
  });

  test('a secret that somebody deleted is restored at the refresh, and the trail says so', async () => {
    await fleet.serve([target({ namespaces: { include: ['team-a'] } })]);
    fleet.kubectl('DELETE', path('team-a'));
    await anHourLater();
    expect(await fleet.eventMessages('repaired')).toEqual([
      'Put back secret team-a/ecr-credentials (was missing)',
    ]);
  });

  test('new namespaces are not drift', async () => {
    await fleet.serve([target()]);
    fleet.clock.now += minute;
    fleet.cluster.addNamespace('team-new');
    await anHourLater();
    await fleet.change([target({ secretName: 'pull' })]);
    expect(await fleet.eventMessages('repaired')).toEqual([]);
  });

  test('a secret whose marks somebody removed is somebody else’s', async () => {
    await fleet.serve([target({ namespaces: { include: ['team-a'] } })]);
    fleet.kubectl('PATCH', path('team-a'), {
      metadata: { annotations: { 'pullpass.io/cluster': null } },
      data: { '.dockerconfigjson': 'e30=' },
    });
    expect((await anHourLater()).status).toMatchObject({ error: { kind: 'conflict' } });
    expect(fleet.values('team-a', 'ecr-credentials')).toEqual({ '.dockerconfigjson': '{}' });
  });
});

describe('two targets that come to write one secret', () => {
  const labelled = target({ namespaces: { labelSelector: 'pull=ecr' }, registries: ['main'] });
  const named = target({ namespaces: { include: ['team-*'] }, registries: ['other'] });

  test('the first of them writes, and the later one says which and where', async () => {
    const { status } = await fleet.serve([labelled, named]);
    expect(status.error).toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        /2 of 2 namespaces failed.*\/targets\/0 and \/targets\/1 both write secret team-a\/ecr-credentials/,
      ),
    });
    const auths = JSON.parse(fleet.values('team-a', 'ecr-credentials')?.['.dockerconfigjson'] ?? '').auths;
    expect(Object.keys(auths)).toEqual([expect.stringContaining('eu-west-1')]);
  });

  test.each([
    ['a namespace that is new', () => fleet.cluster.addNamespace('team-c', { labels: { pull: 'other' } })],
    [
      'one that both have begun to choose',
      () => fleet.kubectl('PATCH', '/api/v1/namespaces/team-b', { metadata: { labels: { pull: 'other' } } }),
    ],
  ])('a sweep sees it as well: %s', async (_, overlap) => {
    fleet.cluster.addNamespace('other', { labels: { pull: 'other' } });
    await fleet.serve([target({ namespaces: { labelSelector: 'pull=other' }, registries: ['main'] }), named]);
    overlap();
    fleet.clock.now += 5 * minute;
    const { status } = await fleet.refresh();
    expect(status).toMatchObject({
      phase: 'Degraded',
      error: { kind: 'conflict' },
      namespaces: { failed: 1 },
    });
    expect(fleet.logs.at(-1)?.message).toBe('sweep failed');
  });
});

test('a target that chooses nothing says so, and does not affect the token’s life', async () => {
  const { status } = await fleet.serve([
    target(),
    target({ secretName: 'other', namespaces: { include: ['nothing-*'] } }),
  ]);
  expect(status).toMatchObject({
    error: {
      kind: 'not-found',
      message: expect.stringContaining('No namespace of the cluster is chosen for secret other (nothing-*)'),
    },
    ends: fleet.clock.now + 12 * 60 * minute,
  });
});

test.each([
  ['of ours', false],
  ['of somebody else’s, though it should be adopted', true],
])('a secret %s that has another type is left, and the remedy is one that helps', async (_, adopt) => {
  const named = (fields: object) => ({
    kind: 'dockerconfigjson',
    secretName: 'flux',
    namespaces: { include: ['team-a'] },
    adopt,
    ...fields,
  });
  if (adopt)
    fleet.cluster.addSecret('team-a', 'flux', { type: 'kubernetes.io/basic-auth', data: { username: 'a' } });
  await fleet.serve([named({})]);
  const before = fleet.cluster.secret('team-a', 'flux')?.metadata.resourceVersion;
  const { status } = await fleet.change([named({ key: 'config.json' })]);
  expect(status.error).toEqual({
    kind: 'conflict',
    message: expect.stringMatching(
      /^Secret team-a\/flux already exists with another type, or is immutable.*field is immutable/,
    ),
    remedy: expect.stringMatching(/^Give the target another secretName, or delete team-a\/flux/),
  });
  expect(fleet.cluster.secret('team-a', 'flux')?.metadata.resourceVersion).toBe(before);
});

test('a secret larger than Kubernetes accepts is a failure with a remedy, and nothing is written', async () => {
  fleet.world.tokens = async () => ({
    username: 'AWS',
    password: 'x'.repeat(800_000),
    expiresAt: fleet.clock.now + 12 * 60 * minute,
  });
  const { status } = await fleet.serve([target()]);
  expect(status.error).toMatchObject({
    kind: 'token',
    message: expect.stringMatching(/ecr-credentials would hold \d+ bytes; Kubernetes takes 1048576/),
  });
  expect(fleet.cluster.secrets()).toEqual([]);
});
