import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, startApi, type Wire } from './anApi.ts';

/** POST /clusters/{name}/check: what a push would meet now, with the credential in use. */

let api: Api;
beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('team-a');
  expect((await api.send('POST', '/clusters', { body: api.registration() })).status).toBe(201);
});
afterEach(async () => {
  // A remedy names the cluster that it is for.
  for (const answer of api.answers) expect(answer).not.toMatch(/\{(name|kubeconfig)\}/);
  await api.stop();
});

const check = () => api.send('POST', '/clusters/prod-eu-1/check');
const failed = ({ body }: { body: Wire }) =>
  body.preflight.checks.filter(({ result }: Wire) => result === 'failed');

test('makes all checks with the stored kubeconfig, and changes nothing', async () => {
  const before = await api.items();
  const writes = () => api.cluster.secrets().length;
  const count = writes();
  const { status, body } = await check();
  expect(status).toBe(200);
  expect(Object.keys(body).sort()).toEqual(['notices', 'preflight']);
  expect(body.preflight.result).toBe('passed');
  expect(body.preflight.checks.map((each: Wire) => each.check)).toEqual(
    expect.arrayContaining(['network', 'reach', 'tls', 'identity', 'namespaces', 'permissions', 'registry']),
  );
  expect(await api.items()).toEqual(before);
  expect(writes()).toBe(count);
});

test('tells of a dead token by name, and with the path of this cluster', async () => {
  api.cluster.revokeToken(api.cluster.tokenOf('admin'));
  const answer = await check();
  expect(answer.status).toBe(200);
  expect(answer.body.preflight.result).toBe('failed');
  expect(failed(answer)).toEqual([
    {
      check: 'identity',
      result: 'failed',
      kind: 'unauthorized',
      message: expect.stringContaining(' answered 401: Unauthorized'),
      remedy:
        'The token was refused: it has expired or was revoked. Send a kubeconfig with another credential by PUT /clusters/prod-eu-1/kubeconfig.',
    },
  ]);
});

test('tells that the stored kubeconfig is gone', async () => {
  await api.world.vault.remove('prod-eu-1');
  const answer = await check();
  expect(answer.status).toBe(200);
  expect(answer.body.preflight.checks).toEqual([
    expect.objectContaining({
      check: 'kubeconfig',
      result: 'failed',
      kind: 'kubeconfig',
      remedy: 'Send the kubeconfig again by PUT /clusters/prod-eu-1/kubeconfig.',
    }),
  ]);
});

test('is made of a paused and of a deregistering cluster, too', async () => {
  await api.send('POST', '/clusters/prod-eu-1/pause');
  expect((await check()).body.preflight.result).toBe('passed');
  await api.send('DELETE', '/clusters/prod-eu-1');
  expect((await check()).body.preflight.result).toBe('passed');
});

test('learns of the credential what a registration without a preflight did not', async () => {
  await api.send('DELETE', '/clusters/prod-eu-1?force=true');
  const body = api.registration();
  const registered = await api.send('POST', '/clusters?preflight=false', { body });
  expect(registered.body).not.toHaveProperty('notices');
  const notices = [expect.stringMatching(/^The credential may do everything/)];
  expect((await check()).body).toMatchObject({ notices });
  expect((await api.send('GET', '/clusters/prod-eu-1')).body).toMatchObject({ notices });
});

test('of a cluster that is not there is a 404', async () => {
  expect((await api.send('POST', '/clusters/another/check')).status).toBe(404);
});

describe('a credential that may do too much', () => {
  const registeredAs = async (user: string) => {
    await api.send('DELETE', '/clusters/prod-eu-1?force=true');
    return api.send('POST', '/clusters', {
      body: api.registration({ kubeconfig: api.endpoint.kubeconfig(user) }),
    });
  };
  const enough = [
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['ecr-credentials'],
      verbs: ['create', 'patch', 'get', 'delete', 'list'],
    },
    { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
  ];

  test.each([['list'], ['get']])('reads every secret of the cluster by %s', async (verb) => {
    api.cluster.addUser('reader');
    api.cluster.grant('reader', [...enough, { apiGroups: [''], resources: ['secrets'], verbs: [verb] }]);
    const { body } = await registeredAs('reader');
    expect(body.notices).toEqual([
      expect.stringMatching(/^The credential may read every secret of the cluster/),
    ]);
  });

  test('does everything by a wildcard, and not by a group', async () => {
    api.cluster.addUser('root');
    api.cluster.grant('root', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
    const { body } = await registeredAs('root');
    expect(body.notices).toEqual([expect.stringMatching(/^The credential may do everything in the cluster/)]);
  });

  test('does not, with what PullPass asks for', async () => {
    api.cluster.addUser('pusher');
    api.cluster.grant('pusher', enough);
    const { status, body } = await registeredAs('pusher');
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('notices');
  });
});
