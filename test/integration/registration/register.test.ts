import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Api, ann, startApi } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
  for (const name of ['team-a', 'team-b']) api.cluster.addNamespace(name);
});
afterEach(() => api.stop());

test('a cluster is checked, stored, shown without its kubeconfig, and pushed at once', async () => {
  const answer = await api.send('POST', '/clusters', { body: api.registration({ labels: { env: 'prod' } }) });

  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe('/clusters/prod-eu-1');
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const { preflight, plan, ...resource } = answer.body;
  expect(plan).toMatchObject({ writes: [{ change: 'new' }], removes: [], leaves: [] });
  expect(resource).toEqual({
    name: 'prod-eu-1',
    labels: { env: 'prod' },
    registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
    targets: [
      {
        name: 'image-pull-secret',
        kind: 'imagePullSecret',
        secretName: 'ecr-credentials',
        namespaces: { include: ['team-*'] },
        serviceAccounts: [],
        adopt: false,
      },
    ],
    refreshEveryMinutes: 60,
    sweepEveryMinutes: 5,
    renew: false,
    paused: false,
    notices: [expect.stringMatching(/^The credential may do everything in the cluster/)],
    status: {
      phase: 'Pending',
      consecutiveFailures: 0,
      namespaces: { chosen: 0, ready: 0, failed: 0, skipped: 0, uncovered: 0 },
      nextPushAt: expect.any(String),
      kubeconfig: { server: api.endpoint.server, identity: 'admin', renews: false },
    },
    version: 1,
  });
  expect(preflight.result).toBe('passed');
  expect(
    preflight.checks.map(({ check, result }: { check: string; result: string }) => `${check} ${result}`),
  ).toEqual([
    'network passed',
    'reach passed',
    'tls passed',
    'identity passed',
    'namespaces passed',
    'permissions passed',
    'permissions passed',
    'writes passed',
    'removal unchecked',
    'registry passed',
    'registry unchecked',
  ]);

  const record = await readCluster(api.table, 'prod-eu-1');
  expect(await api.messages()).toEqual([
    { cluster: 'prod-eu-1', claim: record?.claim, correlationId: expect.any(String) },
  ]);
  expect(await api.world.vault.read('prod-eu-1', record?.kubeconfig.version ?? '')).toMatchObject({
    server: api.endpoint.server,
    credential: { token: api.cluster.adminToken },
  });
  expect((await api.send('GET', '/clusters/prod-eu-1')).body).toEqual(resource);
  expect((await api.send('GET', '/clusters/prod-eu-1/events')).body.items).toEqual([
    { at: expect.any(String), type: 'registered', by: ann, message: `Registered ${api.endpoint.server}` },
  ]);
});

test('a dry run checks, and leaves nothing behind', async () => {
  const answer = await api.send('POST', '/clusters?dryRun=true', { body: api.registration() });

  expect(answer).toMatchObject({ status: 200, body: { dryRun: true, preflight: { result: 'passed' } } });
  expect(await api.items()).toEqual([]);
  expect(await api.messages()).toEqual([]);
  await expect(api.world.vault.read('prod-eu-1', 'any')).rejects.toMatchObject({ kind: 'kubeconfig' });
});

test('without a preflight the cluster is asked nothing, and the trail says so', async () => {
  const answer = await api.send('POST', '/clusters?preflight=false', { body: api.registration() });

  expect(answer).toMatchObject({ status: 201, body: { preflight: { result: 'skipped', checks: [] } } });
  expect(api.cluster.requests.counts).toEqual({});
  const events = (await api.send('GET', '/clusters/prod-eu-1/events')).body.items;
  expect(events[0].message).toMatch(/without a preflight$/);
});

test('a name that is taken is 409, and the first registration stays', async () => {
  await api.send('POST', '/clusters', { body: api.registration() });
  const second = await api.send('POST', '/clusters', { body: api.registration({ labels: { a: 'b' } }) });

  expect(second).toMatchObject({
    status: 409,
    body: { type: 'urn:pullpass:problem:name-taken', status: 409 },
  });
  expect(second.headers.get('content-type')).toBe('application/problem+json');
  expect((await api.send('GET', '/clusters/prod-eu-1')).body.labels).toEqual({});
});

test('of many registrations of one name at the same time, one succeeds', async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      api.send('POST', '/clusters', { body: api.registration({ labels: { by: String(index) } }) }),
    ),
  );

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  const winner = answers.find(({ status }) => status === 201);
  expect((await api.send('GET', '/clusters/prod-eu-1')).body.labels).toEqual(winner?.body.labels);
  const record = await readCluster(api.table, 'prod-eu-1');
  await expect(api.world.vault.read('prod-eu-1', record?.kubeconfig.version ?? '')).resolves.toBeDefined();
});

test('if the secret cannot be stored, nothing is half-registered', async () => {
  await api.stop();
  api = await startApi({
    world: ({ vault }) => ({
      vault: {
        ...vault,
        create: async () => {
          throw new Error('no secrets today: hunter2');
        },
      },
    }),
  });
  const answer = await api.send('POST', '/clusters?preflight=false', { body: api.registration() });

  expect(answer).toMatchObject({ status: 500, body: { type: 'urn:pullpass:problem:internal' } });
  expect(answer.text).not.toContain('hunter2');
  expect(api.logged.join()).not.toContain('hunter2');
  expect(api.logged.join()).toContain(answer.body.errorId);
  const isOfCluster = ({ pk }: { pk: { S: string } }) => pk.S !== 'FLEET';
  expect((await api.items()).filter(isOfCluster)).toEqual([]);
  expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
});

test('a registration whose answer DynamoDB lost is not mistaken for somebody else’s', async () => {
  api.aws.faults.inject({ operation: 'PutItem', fault: { kind: 'lost-answer' }, times: 1 });
  const answer = await api.send('POST', '/clusters?preflight=false', { body: api.registration() });
  expect(answer.status).toBe(201);
  expect((await api.send('POST', '/clusters/prod-eu-1/refresh')).status).toBe(202);
});

test('if SQS accepts no message the cluster is registered all the same, and comes due without it', async () => {
  await api.stop();
  const client = new SQSClient({});
  mockClient(client).rejects('down');
  const urls = { steady: 'none', retry: 'none', suspect: 'none' };
  api = await startApi({ world: () => ({ queues: { urls, client } }) });
  const answer = await api.send('POST', '/clusters?preflight=false', { body: api.registration() });

  expect(answer.status).toBe(201);
  const wait = Date.parse(answer.body.status.nextPushAt) - Date.now();
  expect(wait).toBeGreaterThan(9 * 60_000);
  expect(wait).toBeLessThanOrEqual(10 * 60_000);
});

test('a paused cluster is registered and not pushed', async () => {
  const answer = await api.send('POST', '/clusters', { body: api.registration({ paused: true }) });

  expect(answer).toMatchObject({ status: 201, body: { status: { phase: 'Paused' } } });
  expect(answer.body.status).not.toHaveProperty('nextPushAt');
  expect(await api.messages()).toEqual([]);
});

test.each([
  ['exec plugin', 'users:\n- name: u\n  user: {exec: {command: aws}}', /exec plugin/],
  ['oauth token', 'users:\n- name: u\n  user: {token: sha256~abcdefghijklmnop}', /OpenShift OAuth token/],
])(
  'a kubeconfig with an %s is refused with a remedy, and without being stored',
  async (_, users, message) => {
    const kubeconfig = `clusters:\n- name: c\n  cluster: {server: "https://api.example.com"}\n${users}\ncontexts:\n- name: x\n  context: {cluster: c, user: u}\ncurrent-context: x\n`;
    const answer = await api.send('POST', '/clusters', { body: api.registration({ kubeconfig }) });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: 'urn:pullpass:problem:kubeconfig', kind: 'kubeconfig' });
    expect(answer.body.checks).toEqual([
      expect.objectContaining({
        check: 'kubeconfig',
        result: 'failed',
        message: expect.stringMatching(message),
      }),
    ]);
    expect(answer.body.remedy).toContain('docs/permissions.md');
    expect(answer.text).not.toContain('abcdefghijklmnop');
    expect(await api.items()).toEqual([]);
  },
);

test('no credential comes out: not in an answer, a log line or the table', async () => {
  const token = 'canary-d41d8cd98f00b204e9800998ecf8427e';
  api.cluster.addUser('canary', { token, groups: ['system:masters'] });
  const kubeconfig = api.endpoint.kubeconfig('canary');
  const body = api.registration({ kubeconfig });
  await api.send('POST', '/clusters', { body: { ...body, unknown: token, [token]: token } });
  await api.send('POST', '/clusters', { body: JSON.stringify(body).slice(0, -5) });
  await api.send('POST', '/clusters', { body: { ...body, kubeconfig: `${kubeconfig}\n${token}: [` } });
  await api.send('POST', '/clusters', { body: { ...body, name: token.toUpperCase() } });
  await api.send('POST', '/clusters', { body });
  await api.send('PUT', '/clusters/prod-eu-1', { body: { ...body, refreshEveryMinutes: 15 } });
  await api.send('PATCH', '/clusters/prod-eu-1', { body: { kubeconfig } });
  await api.send('PUT', '/clusters/prod-eu-1/kubeconfig', { body: { kubeconfig } });
  api.cluster.revokeToken(token);
  await api.send('PUT', '/clusters/prod-eu-1/kubeconfig', { body: { kubeconfig } });
  await api.send('GET', '/clusters');
  await api.send('GET', '/clusters/prod-eu-1/events');

  const out = { answers: api.answers, logged: api.logged, items: await api.items() };
  expect(api.answers.length).toBe(11);
  expect(out.items.length).toBeGreaterThan(2);
  for (const needle of [token, token.toUpperCase(), Buffer.from(token).toString('base64')])
    for (const [where, text] of Object.entries(out))
      expect([where, JSON.stringify(text).includes(needle)]).toEqual([where, false]);
});
