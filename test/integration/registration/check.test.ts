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
  expect(Object.keys(body).sort()).toEqual(['held', 'notices', 'preflight']);
  expect(body.preflight.result).toBe('passed');
  expect(body.preflight.checks.map((each: Wire) => each.check)).toEqual(
    expect.arrayContaining(['network', 'reach', 'tls', 'identity', 'namespaces', 'permissions', 'registry']),
  );
  expect(await api.items()).toEqual(before);
  expect(writes()).toBe(count);
});

test('names a dead token as the cause, with the path of this cluster', async () => {
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

describe('what is in the cluster', () => {
  const held = async () => (await check()).body;
  const of = (body: Wire, kind: string) => body.preflight.checks.filter((each: Wire) => each.check === kind);
  const secretName = 'ecr-credentials';
  beforeEach(async () => {
    const [target] = api.registration().targets;
    const targets = [{ ...target, serviceAccounts: ['default'] }];
    await api.send('PUT', '/clusters/prod-eu-1?preflight=false', { body: api.registration({ targets }) });
  });

  test('is not reported missing before the first push has ended', async () => {
    const body = await held();
    expect(body.preflight.result).toBe('passed');
    expect(body.held.namespaces).toEqual([
      {
        target: 'image-pull-secret',
        namespace: 'team-a',
        secrets: [
          {
            name: secretName,
            result: 'unchecked',
            message: 'does not exist: the push of the current registration has not finished',
          },
        ],
        links: [expect.objectContaining({ serviceAccount: 'default', result: 'unchecked' })],
      },
    ]);
  });

  test('passes once it is there, with the expiry of each secret', async () => {
    await api.push();
    const body = await held();
    const { validUntil } = (await api.send('GET', '/clusters/prod-eu-1')).body.status;
    expect(body.held.namespaces).toEqual([
      {
        target: 'image-pull-secret',
        namespace: 'team-a',
        secrets: [{ name: secretName, result: 'passed', validUntil }],
        links: [{ serviceAccount: 'default', result: 'passed' }],
      },
    ]);
    expect(of(body, 'secrets')).toEqual([
      {
        check: 'secrets',
        result: 'passed',
        message: 'Secret ecr-credentials is as PullPass wrote it in namespace team-a.',
      },
    ]);
    expect(of(body, 'links')).toEqual([
      {
        check: 'links',
        result: 'passed',
        message: 'Service account default names its secrets in namespace team-a.',
      },
    ]);
    expect(of(body, 'clock')).toEqual([expect.objectContaining({ result: 'passed' })]);
    expect(body.preflight.checks.find((each: Wire) => each.check === 'tls').message).toMatch(
      /^The certificate of the API server verifies\. It is by test-ca, and ends at \d{4}-/,
    );
  });

  test.each([
    [
      'a secret that somebody deleted',
      () => api.cluster.remove('secrets', 'team-a', secretName),
      'secrets',
      'Secret ecr-credentials does not exist in namespace team-a.',
    ],
    [
      'a secret that another cluster took',
      () =>
        api.cluster.changeSecretMetadata('team-a', secretName, {
          annotations: { 'pullpass.io/cluster': 'prod-eu-2' },
        }),
      'secrets',
      'Secret ecr-credentials was written for the cluster prod-eu-2 in namespace team-a.',
    ],
    [
      'a service account that was rewritten',
      () => api.cluster.changeServiceAccount('team-a', 'default', { imagePullSecrets: [], secrets: [] }),
      'links',
      'Service account default does not name ecr-credentials in namespace team-a.',
    ],
    [
      'a new namespace',
      () => api.cluster.addNamespace('team-b'),
      'secrets',
      'Secret ecr-credentials does not exist in namespace team-b.',
    ],
  ])('reports %s', async (_, happen, kind, message) => {
    await api.push();
    happen();
    const answer = await check();
    expect(answer.body.preflight.result).toBe('failed');
    expect(failed(answer)).toContainEqual({
      check: kind,
      result: 'failed',
      kind: expect.stringMatching(/not-found|conflict/),
      message,
      remedy: expect.stringContaining('by POST /clusters/prod-eu-1/refresh.'),
    });
    expect(answer.body.held.namespaces[0][kind][0]).toMatchObject({ result: 'failed' });
  });

  test('and has expired, is reported as such', async () => {
    await api.push();
    api.clock.ahead = 13 * 3_600_000;
    const answer = await check();
    expect(failed(answer)).toContainEqual(
      expect.objectContaining({
        check: 'secrets',
        message: 'Secret ecr-credentials has ended in namespace team-a.',
      }),
    );
    // The cluster's clock did not advance with ours.
    expect(failed(answer)).toContainEqual(
      expect.objectContaining({
        check: 'clock',
        message: 'The clock of the API server is 780 minutes slow.',
      }),
    );
  });

  test('is not listed for a deregistering cluster', async () => {
    await api.push();
    await api.send('DELETE', '/clusters/prod-eu-1');
    expect(await held()).not.toHaveProperty('held');
  });
});

test('reports that the stored kubeconfig is gone', async () => {
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

test('works for a paused and for a deregistering cluster, too', async () => {
  await api.send('POST', '/clusters/prod-eu-1/pause');
  expect((await check()).body.preflight.result).toBe('passed');
  await api.send('DELETE', '/clusters/prod-eu-1');
  expect((await check()).body.preflight.result).toBe('passed');
});

test('learns about the credential what a registration without a preflight did not', async () => {
  await api.send('DELETE', '/clusters/prod-eu-1?force=true');
  const body = api.registration();
  const registered = await api.send('POST', '/clusters?preflight=false', { body });
  expect(registered.body).not.toHaveProperty('notices');
  const notices = [expect.stringMatching(/^The credential may do everything/)];
  expect((await check()).body).toMatchObject({ notices });
  expect((await api.send('GET', '/clusters/prod-eu-1')).body).toMatchObject({ notices });
});

test('of a missing cluster is a 404', async () => {
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

  test('may do everything by a wildcard, not because of a group', async () => {
    api.cluster.addUser('root');
    api.cluster.grant('root', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
    const { body } = await registeredAs('root');
    expect(body.notices).toEqual([expect.stringMatching(/^The credential may do everything in the cluster/)]);
  });

  test('does not have too many rights with what PullPass asks for', async () => {
    api.cluster.addUser('pusher');
    api.cluster.grant('pusher', enough);
    const { status, body } = await registeredAs('pusher');
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('notices');
  });
});
