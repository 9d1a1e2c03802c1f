import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  for (const [name, labels] of [
    ['alpha', { env: 'prod', tier: 'gold' }],
    ['beta', { env: 'prod' }],
    ['delta', {}],
    ['gamma', { env: 'dev' }],
  ] as const) {
    const body = api.registration({ name, labels, paused: name === 'gamma' });
    expect((await api.send('POST', '/clusters?preflight=false', { body })).status).toBe(201);
  }
});
afterAll(() => api.stop());

const names = async (query: string) =>
  (await api.send('GET', `/clusters${query}`)).body.items.map(({ name }: Wire) => name);

test.each([
  ['', ['alpha', 'beta', 'delta', 'gamma']],
  ['?label=env', ['alpha', 'beta', 'gamma']],
  ['?label=env=prod', ['alpha', 'beta']],
  ['?label=env%3Dprod,tier', ['alpha']],
  ['?label=env=prod&label=tier=gold', ['alpha']],
  ['?label=constructor', []],
  ['?phase=Paused', ['gamma']],
  ['?phase=Paused,Pending&label=env=dev', ['gamma']],
  ['?phase=Healthy', []],
])('GET /clusters%s lists %j', async (query, expected) => {
  expect(await names(query)).toEqual(expected);
});

test('pages follow one another, and the last has no cursor', async () => {
  const first = (await api.send('GET', '/clusters?limit=2&label=env')).body;
  expect(first.items.map(({ name }: Wire) => name)).toEqual(['alpha', 'beta']);
  const second = (await api.send('GET', `/clusters?limit=2&label=env&cursor=${first.cursor}`)).body;
  expect(second.items.map(({ name }: Wire) => name)).toEqual(['gamma']);
  expect(second).not.toHaveProperty('cursor');
});

test.each([
  ['?lable=env', /"lable"/, 'Did you mean "label"?'],
  ['?limit=0', /1 to 500/, undefined],
  ['?limit=501', /1 to 500/, undefined],
  ['?limit=ten', /1 to 500/, undefined],
  ['?limit=1&limit=2', /one value/, undefined],
  ['?cursor=x', /cursor/, undefined],
  ['?cursor=%F0%9F', /cursor/, undefined],
  ['?phase=healthy', /Healthy/, 'Did you mean "Healthy"?'],
  ['?label==x', /no key/, undefined],
  [`?label=${'a,'.repeat(20)}a`, /at most 20 labels/, undefined],
])('GET /clusters%s is refused', async (query, detail, remedy) => {
  const answer = await api.send('GET', `/clusters${query}`);
  expect(answer).toMatchObject({
    status: 400,
    body: { type: 'urn:pullpass:problem:query', detail: expect.stringMatching(detail) },
  });
  expect(answer.body.remedy).toBe(remedy);
});

test('events come newest first, in pages', async () => {
  await api.send('POST', '/clusters/beta/pause');
  await api.send('POST', '/clusters/beta/resume');
  const first = (await api.send('GET', '/clusters/beta/events?limit=2')).body;
  expect(first.items.map(({ type }: Wire) => type)).toEqual(['resumed', 'paused']);
  const second = (await api.send('GET', `/clusters/beta/events?limit=2&cursor=${first.cursor}`)).body;
  expect(second.items.map(({ type }: Wire) => type)).toEqual(['registered']);
  expect((await api.send('GET', '/clusters/beta/events?cursor=YWJj')).status).toBe(400);
  expect((await api.send('GET', '/clusters/nobody/events')).status).toBe(404);
});

test('events that have aged out are not shown, though DynamoDB may keep them for days', async () => {
  const first = (await api.send('GET', '/clusters/beta/events?limit=1')).body;
  api.clock.ahead = 30 * 24 * 3_600_000 + 1;
  try {
    expect((await api.send('GET', '/clusters/beta/events')).body).toEqual({ items: [] });
    const next = await api.send('GET', `/clusters/beta/events?limit=1&cursor=${first.cursor}`);
    expect(next).toMatchObject({ status: 200, body: { items: [] } });
  } finally {
    api.clock.ahead = 0;
  }
});

test('events are kept and shown for as long as the deployment says', async () => {
  const expiryOf = async () => {
    const events = (await api.items()).filter(({ sk }) => sk.S.startsWith('EVENT#'));
    const { at, expiresAt } = events.sort((a, b) => (a.at.S < b.at.S ? 1 : -1))[0];
    return Number(expiresAt.N) - Math.floor(Date.parse(at.S) / 1000);
  };
  const { table } = api.world;
  const day = 24 * 3_600;
  expect(await expiryOf()).toBe(30 * day);
  try {
    api.world.table = { ...table, eventDays: 90 };
    await api.send('POST', '/clusters/beta/pause');
    expect(await expiryOf()).toBe(90 * day);
    api.clock.ahead = 80 * day * 1000;
    const types = async () =>
      (await api.send('GET', '/clusters/beta/events')).body.items.map(({ type }: Wire) => type);
    expect(await types()).toEqual(expect.arrayContaining(['paused', 'registered']));
    api.world.table = { ...table, eventDays: 7 };
    expect(await types()).toEqual([]);
  } finally {
    api.clock.ahead = 0;
    api.world.table = table;
    await api.send('POST', '/clusters/beta/resume');
  }
});

test('the fleet is counted, and judged', async () => {
  expect((await api.send('GET', '/fleet')).body).toEqual({
    verdict: {
      level: 'attention',
      headline: 'No cluster is served yet: 3 clusters are waiting for their first push',
      notes: [
        '3 clusters are waiting for their first push.',
        '1 cluster is paused: its token is not renewed.',
      ],
    },
    registered: 4,
    phases: { Pending: 3, Healthy: 0, Degraded: 0, Failing: 0, Paused: 1, Deregistering: 0 },
    tokensAtRisk: 0,
    tokensExpired: 0,
    clustersUncovered: 0,
    namespacesUncovered: 0,
    failing: 0,
    failingLong: 0,
    kubeconfigsExpiring: 0,
    limits: { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 },
  });
});

test('the OpenAPI document is served', async () => {
  const { status, body } = await api.send('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.0');
  expect(body.servers).toEqual([{ url: api.url }]);
});

test.each([
  ['GET', '/clusters/nobody', 404, undefined],
  ['GET', '/clusters/NoName', 404, undefined],
  ['PATCH', '/clusters/nobody', 404, undefined],
  ['DELETE', '/clusters/nobody', 404, undefined],
  ['POST', '/clusters/nobody/refresh', 404, undefined],
  ['GET', '/', 404, undefined],
  ['GET', '/cluster', 404, undefined],
  ['GET', '/clusters/a/b/c', 404, undefined],
  ['GET', '/__proto__', 404, undefined],
  ['DELETE', '/clusters', 405, 'POST, GET, HEAD'],
  ['POST', '/clusters/alpha', 405, 'GET, HEAD, PUT, PATCH, DELETE'],
  ['GET', '/clusters/alpha/refresh', 405, 'POST'],
  ['PUT', '/fleet', 405, 'GET, HEAD'],
  ['PROPFIND', '/fleet', 405, 'GET, HEAD'],
])('%s %s is %i, as problem+json', async (method, path, status, allow) => {
  const answer = await api.send(method, path, method === 'PATCH' ? { body: {} } : {});
  expect(answer).toMatchObject({ status, body: { status } });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('allow') ?? undefined).toBe(allow);
});

test.each(['/clusters', '/clusters/alpha', '/clusters/nobody', '/fleet', '/openapi.json'])(
  'HEAD %s answers what GET does, without the body',
  async (path) => {
    const [got, asked] = [await api.send('GET', path), await api.send('HEAD', path)];
    expect([asked.status, asked.text]).toEqual([got.status, '']);
    for (const header of ['etag', 'content-type', 'cache-control'])
      expect(asked.headers.get(header)).toBe(got.headers.get(header));
  },
);

test('a trailing slash makes no difference', async () => {
  expect((await api.send('GET', '/clusters/alpha/')).status).toBe(200);
});
