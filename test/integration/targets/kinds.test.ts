import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { never } from '../../../shared/ends.ts';
import { host, otherHost, startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  fleet.cluster.addNamespace('builds', { serviceAccounts: ['default', 'builder'] });
});
afterEach(() => fleet.stop());

const inBuilds = { namespaces: { include: ['builds'] } };
const metadata = (name: string, namespace = 'builds') => fleet.cluster.secret(namespace, name)?.metadata;

test('a pull secret has the user’s labels and annotations, and is kept from image streams', async () => {
  const { status } = await fleet.serve([
    {
      kind: 'imagePullSecret',
      ...inBuilds,
      labels: { team: 'platform' },
      annotations: { 'reflector.example.com/skip': 'true' },
      excludeFromImageStreams: true,
    },
  ]);
  expect(status.phase).toBe('Healthy');
  expect(metadata('ecr-credentials')).toMatchObject({
    labels: { team: 'platform', 'app.kubernetes.io/managed-by': 'pullpass' },
    annotations: {
      'reflector.example.com/skip': 'true',
      'openshift.io/image.excludeSecret': 'true',
      'pullpass.io/cluster': 'prod-eu-1',
    },
  });
});

test('an optional service account may be missing, and is linked once it exists', async () => {
  const { status } = await fleet.serve([
    {
      kind: 'imagePullSecret',
      ...inBuilds,
      serviceAccounts: ['builder', { name: 'pipeline', optional: true }],
    },
  ]);
  expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1 } });

  fleet.cluster.addServiceAccount('builds', 'pipeline');
  await fleet.refresh();
  const linked = expect.arrayContaining([{ name: 'ecr-credentials' }]);
  for (const name of ['builder', 'pipeline'])
    expect(fleet.cluster.serviceAccount('builds', name)).toMatchObject({
      imagePullSecrets: linked,
      secrets: linked,
    });
});

test('a missing service account fails its namespace, but does not affect the life of the token', async () => {
  const target = { kind: 'imagePullSecret', ...inBuilds, serviceAccounts: ['pipeline'] };
  const { status } = await fleet.serve([target]);
  expect(status).toMatchObject({ phase: 'Failing', error: { kind: 'not-found' } });
  expect(status.error?.message).toContain('pipeline');
  expect(status.ends).toBe(fleet.clock.now + 12 * 3_600_000);

  fleet.cluster.addServiceAccount('builds', 'pipeline');
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
});

test('a docker config goes into a secret of any name, under any key, and is linked to nothing', async () => {
  await fleet.serve([
    { kind: 'dockerconfigjson', secretName: 'kaniko', key: 'config.json', ...inBuilds },
    { kind: 'dockerconfigjson', secretName: 'flux', registries: ['other'], ...inBuilds },
  ]);
  expect(fleet.cluster.secret('builds', 'kaniko')?.type).toBe('Opaque');
  expect(fleet.cluster.secret('builds', 'flux')?.type).toBe('kubernetes.io/dockerconfigjson');
  const hosts = (name: string, key: string) =>
    Object.keys(JSON.parse(fleet.values('builds', name)?.[key] ?? '{}').auths);
  expect(hosts('kaniko', 'config.json')).toEqual([host, otherHost]);
  expect(hosts('flux', '.dockerconfigjson')).toEqual([otherHost]);
  expect(fleet.cluster.serviceAccount('builds', 'builder')).not.toHaveProperty('imagePullSecrets');
});

test('user, password, host and auth go under keys of the user’s choice', async () => {
  await fleet.serve([
    {
      kind: 'keys',
      secretName: 'helm-login',
      registry: 'other',
      keys: { username: 'USER', password: 'PASS', registry: 'HOST', auth: 'AUTH' },
      ...inBuilds,
    },
  ]);
  const { USER, PASS, HOST, AUTH } = fleet.values('builds', 'helm-login') ?? {};
  expect([USER, HOST]).toEqual(['AWS', otherHost]);
  expect(PASS?.length).toBeGreaterThan(1000);
  expect(Buffer.from(AUTH ?? '', 'base64').toString()).toBe(`AWS:${PASS}`);
});

test('Jenkins gets a basic-auth secret with its label for each registry', async () => {
  await fleet.serve([{ kind: 'jenkins', registries: ['main', 'other'], ...inBuilds }]);
  for (const name of ['ecr-credentials-main', 'ecr-credentials-other']) {
    expect(fleet.cluster.secret('builds', name)?.type).toBe('kubernetes.io/basic-auth');
    expect(metadata(name)?.labels).toMatchObject({ 'credential.sync.jenkins.openshift.io': 'true' });
    expect(fleet.values('builds', name)).toEqual({
      username: 'AWS',
      password: expect.not.stringContaining('AWS:'),
    });
  }
});

test('Argo CD gets repositories and templates, with the plain password', async () => {
  fleet.cluster.addNamespace('openshift-gitops');
  const { status } = await fleet.serve([
    {
      kind: 'argocd',
      repositories: [
        { secretName: 'charts', as: 'repo-creds', type: 'helm', url: host },
        { secretName: 'app', as: 'repository', type: 'oci', url: `oci://${otherHost}/app`, project: 'shop' },
      ],
    },
  ]);
  expect(status.phase).toBe('Healthy');
  const type = 'argocd.argoproj.io/secret-type';
  expect(metadata('charts', 'openshift-gitops')?.labels).toMatchObject({ [type]: 'repo-creds' });
  expect(metadata('app', 'openshift-gitops')?.labels).toMatchObject({ [type]: 'repository' });
  const password = expect.not.stringContaining('AWS:');
  expect(fleet.values('openshift-gitops', 'charts')).toEqual({
    type: 'helm',
    url: `${host}/`,
    enableOCI: 'true',
    username: 'AWS',
    password,
  });
  expect(fleet.values('openshift-gitops', 'app')).toEqual({
    type: 'oci',
    url: `oci://${otherHost}/app`,
    name: 'app',
    project: 'shop',
    username: 'AWS',
    password,
  });
  expect(fleet.values('openshift-gitops', 'charts')?.['password']).not.toBe(
    fleet.values('openshift-gitops', 'app')?.['password'],
  );
});

test('pulling and pushing use the tokens of different roles, each in its own secret', async () => {
  fleet.cluster.addNamespace('shop');
  const ecr = { kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
  const role = (name: string) => `arn:aws:iam::123456789012:role/pullpass-${name}`;
  await fleet.serve(
    [
      { kind: 'imagePullSecret', registries: ['pull'], namespaces: { include: ['shop'] } },
      { kind: 'imagePullSecret', secretName: 'push', registries: ['push'], ...inBuilds },
    ],
    {
      registries: [
        { name: 'pull', ...ecr, roleArn: role('pull') },
        { name: 'push', ...ecr, roleArn: role('push') },
      ] as never,
    },
  );
  const auth = (namespace: string, name: string) =>
    JSON.parse(fleet.values(namespace, name)?.['.dockerconfigjson'] ?? '{}').auths[host]?.auth;
  expect(auth('shop', 'ecr-credentials')).toBeDefined();
  expect(auth('builds', 'push')).toBeDefined();
  expect(auth('builds', 'push')).not.toBe(auth('shop', 'ecr-credentials'));
  expect(fleet.aws.calls.count({ operation: 'AssumeRole' })).toBe(2);
});

test('whatever the kind, deregistering leaves nothing of ours and everything of others', async () => {
  fleet.cluster.addSecret('builds', 'theirs', { data: { a: 'b' } });
  const record = await fleet.serve([
    { kind: 'imagePullSecret', ...inBuilds, serviceAccounts: ['builder'] },
    { kind: 'dockerconfigjson', secretName: 'flux', ...inBuilds },
    { kind: 'keys', secretName: 'login', registry: 'main', keys: { password: 'p' }, ...inBuilds },
    { kind: 'jenkins', secretName: 'jenkins', registries: ['main', 'other'], ...inBuilds },
    {
      kind: 'argocd',
      ...inBuilds,
      repositories: [{ secretName: 'charts', as: 'repo-creds', type: 'helm', url: host }],
    },
  ]);
  expect(record.status.phase).toBe('Healthy');
  expect(fleet.cluster.secrets()).toHaveLength(9);
  await fleet.deregister();
  expect(fleet.cluster.secrets().map(({ metadata: { name } }) => name)).toEqual(['theirs']);
  expect(fleet.cluster.serviceAccount('builds', 'builder')?.imagePullSecrets ?? []).toEqual([]);
});

describe('a registry with a user and a password', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-x';
  const registry = (name: string, host: string) => ({ name, kind: 'static', host, secretArn });

  beforeEach(() => {
    fleet.world.tokens = async ({ name }) => ({
      username: name,
      password: 'secret',
      expiresAt: never,
    });
  });

  test('that is Docker Hub is in a docker config under every name that clients look up', async () => {
    await fleet.serve([{ kind: 'dockerconfigjson', secretName: 'config', ...inBuilds }], {
      registries: [registry('hub', 'docker.io'), registry('team', 'docker.io/team')] as never,
    });
    const { auths } = JSON.parse(fleet.values('builds', 'config')?.['.dockerconfigjson'] ?? '{}');
    const users = Object.entries<{ auth: string }>(auths).map(([key, { auth }]) => [
      key,
      Buffer.from(auth, 'base64').toString().split(':')[0],
    ]);
    expect(Object.fromEntries(users)).toEqual({
      'docker.io': 'hub',
      'docker.io/team': 'team',
      'https://index.docker.io/v1/': 'hub',
      'registry-1.docker.io': 'hub',
    });
  });

  test('has its host under a key of its own, without the path: that is what logins take', async () => {
    const keys = { registry: 'REGISTRY', host: 'HOST' };
    await fleet.serve([{ kind: 'keys', secretName: 'login', registry: 'team', keys, ...inBuilds }], {
      registries: [registry('team', 'quay.io/team')] as never,
    });
    expect(fleet.values('builds', 'login')).toEqual({ REGISTRY: 'quay.io/team', HOST: 'quay.io' });
  });
});
