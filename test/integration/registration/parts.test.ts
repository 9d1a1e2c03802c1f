import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { targetDeclarations } from '../../../shared/targets/declarations.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
  for (const namespace of ['team-a', 'payments', 'openshift-gitops']) api.cluster.addNamespace(namespace);
  api.cluster.setControlPlaneTopology('External');
});
afterEach(() => api.stop());

const cluster = '/clusters/prod-eu-1';
const pull = { kind: 'imagePullSecret', namespaces: { include: ['team-*'] }, registries: ['main'] };
const register = (fields: object = {}) =>
  api.send('POST', '/clusters', {
    body: api.registration({ targets: [{ name: 'apps', ...pull }], ...fields }),
  });
const keys = { ...targetDeclarations.keys.example, namespaces: { include: ['team-a'] } };
const named = (body: Wire) => body.targets.map(({ name }: Wire) => name);

test('a target is added by its name, and all others stay: nothing is removed', async () => {
  await register();
  const added = await api.send('PUT', `${cluster}/targets/login`, { body: keys });
  expect(added).toMatchObject({
    status: 201,
    body: {
      version: 2,
      preflight: { result: 'passed' },
      plan: {
        writes: [
          { target: 'apps', change: 'same' },
          { target: 'login', secret: 'registry-login', change: 'new' },
        ],
        removes: [],
      },
    },
  });
  expect([named(added.body), added.headers.get('location')]).toEqual([
    ['apps', 'login'],
    `${cluster}/targets/login`,
  ]);

  const again = await api.send('PUT', `${cluster}/targets/login`, { body: { ...keys, name: 'login' } });
  expect(again).toMatchObject({ status: 200, body: { version: 2, plan: { writes: [], removes: [] } } });
  const read = await api.send('GET', `${cluster}/targets/login`);
  expect([read.body, read.headers.get('etag')]).toEqual([{ ...keys, name: 'login' }, '"2"']);
});

test('a target is replaced in its place, and removed; the plan, the event and the record say what is removed', async () => {
  await register();
  await api.send('PUT', `${cluster}/targets/login`, { body: keys });
  const replaced = await api.send('PUT', `${cluster}/targets/apps`, {
    body: { ...pull, secretName: 'other' },
  });
  expect(replaced).toMatchObject({
    status: 200,
    body: { plan: { removes: [{ secret: 'ecr-credentials' }] } },
  });
  expect(named(replaced.body)).toEqual(['apps', 'login']);

  const removed = ['Secret registry-login in namespace team-a'];
  const dry = await api.send('DELETE', `${cluster}/targets/login?dryRun=true`);
  expect(dry.body.plan.removes.at(-1).message).toBe(removed[0]);
  const answer = await api.send('DELETE', `${cluster}/targets/login`, { headers: { 'if-match': '"3"' } });
  expect([answer.status, answer.body.version, named(answer.body)]).toEqual([200, 4, ['apps']]);
  expect(answer.body.plan.removes.at(-1).message).toBe(removed[0]);
  const { body } = await api.send('GET', `${cluster}/events`);
  expect(body.items[0].message).toContain('to be removed: ');
  expect(body.items[0].message).toContain(removed[0]);
  expect((await readCluster(api.table, 'prod-eu-1'))?.retired).toMatchObject([
    { secretName: 'ecr-credentials' },
    { secretName: 'registry-login' },
  ]);
});

test('renaming a target by a PUT of the cluster removes nothing', async () => {
  await register();
  const renamed = await api.send('PUT', cluster, {
    body: api.registration({ targets: [{ name: 'workloads', ...pull }] }),
  });
  expect(renamed).toMatchObject({
    status: 200,
    body: { plan: { writes: [{ change: 'same' }], removes: [] } },
  });
  expect((await readCluster(api.table, 'prod-eu-1'))?.retired).toEqual([]);
  expect((await api.send('GET', `${cluster}/targets/apps`)).status).toBe(404);
});

test('registries are added and removed like targets', async () => {
  await register({
    targets: [
      { name: 'apps', ...pull },
      { ...pull, secretName: 'all', registries: undefined },
    ],
  });
  const west = { kind: 'ecr', accountId: '123456789012', region: 'us-west-2' };
  const added = await api.send('PUT', `${cluster}/registries/west`, { body: west });
  expect(added).toMatchObject({
    status: 201,
    body: { plan: { writes: [{ change: 'same' }, { change: 'changed', registries: ['main', 'west'] }] } },
  });
  const taken = await api.send('DELETE', `${cluster}/registries/west`);
  expect(taken).toMatchObject({
    status: 200,
    body: {
      plan: {
        removes: [
          { what: 'entries', secret: 'all', hosts: ['123456789012.dkr.ecr.us-west-2.amazonaws.com'] },
        ],
      },
    },
  });
});

test('a registry that a target names, and the last one of a list, stay', async () => {
  await register();
  const last = await api.send('DELETE', `${cluster}/targets/apps`);
  expect(last).toMatchObject({ status: 409, body: { type: 'urn:pullpass:problem:last-target' } });
  const only = await api.send('DELETE', `${cluster}/registries/main`);
  expect(only).toMatchObject({ status: 409, body: { type: 'urn:pullpass:problem:last-registry' } });
  await api.send('PUT', `${cluster}/registries/west`, {
    body: { kind: 'ecr', accountId: '123456789012', region: 'us-west-2' },
  });
  const used = await api.send('DELETE', `${cluster}/registries/main`);
  expect(used).toMatchObject({
    status: 409,
    body: {
      type: 'urn:pullpass:problem:registry-in-use',
      detail: 'The registry "main" is used by the target apps.',
    },
  });
});

test.each<[string, string, object | undefined, Record<string, string>, number]>([
  ['PUT', 'targets/apps', pull, { 'if-none-match': '*' }, 412],
  ['PUT', 'targets/apps', pull, { 'if-match': '"9"' }, 412],
  ['DELETE', 'targets/apps', undefined, { 'if-match': '"9"' }, 412],
  ['PUT', 'targets/apps', { ...pull, name: 'other' }, {}, 422],
  ['PUT', 'targets/No_Name', pull, {}, 422],
  ['PUT', 'targets/constructor', keys, {}, 201],
  ['PUT', 'registries/constructor', { kind: 'ecr-public' }, {}, 422],
  ['PUT', 'registries/x', pull, {}, 422],
  ['DELETE', 'targets/nobody', undefined, {}, 404],
  ['GET', 'registries/nobody', undefined, {}, 404],
])('%s %s with %j and %j is %i', async (method, path, body, headers, status) => {
  await register();
  const answer = await api.send(method, `${cluster}/${path}`, { ...(body && { body }), headers });
  expect(answer.status).toBe(status);
});

test('an error in a target is reported relative to the body; one in others, relative to the cluster', async () => {
  await register();
  const wrong = await api.send('PUT', `${cluster}/targets/x`, { body: { ...keys, registry: 'nobody' } });
  expect([wrong.status, wrong.body.errors]).toMatchObject([422, [{ pointer: '/registry' }]]);
  const same = await api.send('PUT', `${cluster}/targets/x`, {
    body: { ...pull, namespaces: { include: ['team-a'] } },
  });
  expect(same.status).toBe(422);
});

test.each(Object.values(targetDeclarations).map(({ example }) => example))(
  'what was read of a cluster with $kind may be put: nothing changes',
  async (target) => {
    expect((await register({ targets: [target] })).status).toBe(201);
    const { body } = await api.send('GET', cluster);
    for (const send of [
      () => api.send('PUT', cluster, { body }),
      () => api.send('PUT', `${cluster}/targets/${body.targets[0].name}`, { body: body.targets[0] }),
      () => api.send('PATCH', cluster, { body: { targets: body.targets, registries: body.registries } }),
    ]) {
      const answer = await send();
      expect(answer).toMatchObject({ status: 200, body: { version: 1 } });
      // Nor what the answer to a change says in addition.
      expect(await api.send('PUT', cluster, { body: answer.body })).toMatchObject({
        status: 200,
        body: { version: 1, targets: body.targets },
      });
    }
  },
);

test('null counts as an absent field in every body', async () => {
  const target = { ...pull, name: null, prune: null, labels: { team: null }, serviceAccounts: null };
  const fields = { targets: [target], labels: null, site: null, paused: null, context: null };
  const registered = await register(fields);
  expect(registered).toMatchObject({ status: 201, body: { labels: {}, paused: false } });
  expect(registered.body.targets[0]).toMatchObject({ name: 'image-pull-secret', serviceAccounts: [] });
  const same = await api.send('PUT', cluster, { body: api.registration(fields) });
  expect(same).toMatchObject({ status: 200, body: { version: 1 } });
  const part = await api.send('PUT', `${cluster}/targets/image-pull-secret`, { body: target });
  expect(part).toMatchObject({ status: 200, body: { version: 1 } });
  const needed = await register({ name: null, registries: null });
  expect([needed.status, needed.body.errors.map(({ pointer }: Wire) => pointer)]).toEqual([
    422,
    ['/name', '/registries'],
  ]);
  expect((await api.send('PATCH', cluster, { body: { nobody: null } })).status).toBe(422);
});

test.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
  'a key %s is refused wherever it is',
  async (key) => {
    const odd = `{"${key}":"x"}`;
    const marked = (target: object) => JSON.stringify(api.registration(target)).replace('"ODD"', odd);
    for (const body of [
      marked({ labels: 'ODD' }),
      marked({ targets: [{ ...pull, labels: 'ODD' }] }),
      marked({ targets: [{ ...pull, annotations: 'ODD' }] }),
      marked({ targets: [{ ...targetDeclarations.keys.example, keys: { password: key } }] }),
      JSON.stringify(api.registration()).replace('{', `{"${key}":{},`),
    ]) {
      const answer = await api.send('POST', '/clusters?preflight=false', { body });
      expect([body.slice(0, 30), answer.status]).toEqual([body.slice(0, 30), 422]);
    }
    await register();
    const patched = await api.send('PATCH', cluster, { body: `{"labels":${odd}}` });
    expect(patched.status).toBe(422);
  },
);
