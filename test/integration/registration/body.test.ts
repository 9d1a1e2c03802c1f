import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codePoint } from '../../support/codePoint.ts';
import { runs } from '../../support/fuzz.ts';
import { type Api, startApi } from './anApi.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  const body = api.registration();
  expect((await api.send('POST', '/clusters?preflight=false', { body })).status).toBe(201);
});
afterAll(() => api.stop());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  api.send('POST', '/clusters?dryRun=true&preflight=false', { body, headers });

test.each([
  ['nothing', '', 'line 1, column 1: expected a value, and the text ends here'],
  [
    'an open object',
    '{"name": "a",\n  "labels": {',
    'line 2, column 14: expected a property name in double quotes, and the text ends here',
  ],
  ['a comma too many', '{"name": "a",}', 'line 1, column 14: expected a property name'],
  ['a bare word', '{"name": hunter2}', 'line 1, column 10: expected a value'],
  ['more behind it', '{} hunter2', 'line 1, column 4: expected nothing more'],
  ['an open string', '{"name": "hunter2', 'line 1, column 10: expected a string that is closed'],
  ['brackets without end', '['.repeat(100_000), 'line 1, column 100001: expected a value'],
])('%s as the body is 400 with the place, and quotes nothing', async (_, body, detail) => {
  const answer = await post(body, { 'content-type': 'application/json' });
  expect(answer).toMatchObject({ status: 400, body: { type: 'urn:pullpass:problem:malformed-json' } });
  expect(answer.body.detail).toContain(detail);
  expect(answer.text).not.toContain('hunter2');
});

test('what is nested a thousand levels deep is 400', async () => {
  expect((await post(`${'['.repeat(1000)}${']'.repeat(1000)}`)).status).toBe(400);
});

test.each([
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['application/json; charset=latin1', 415],
  ['application/merge-patch+json', 415],
  ['application/json; charset=UTF-8', 200],
  ['Application/JSON', 200],
])('a body of %s is %i', async (type, status) => {
  const answer = await post(api.registration({ name: 'new' }), { 'content-type': type });
  expect(answer.status).toBe(status);
  if (status === 415) expect(answer.headers.get('accept')).toBe('application/json');
});

test('256 KiB are accepted, and one byte more is 413', async () => {
  const body = JSON.stringify(api.registration({ name: 'new' }));
  const limit = 256 * 1024;
  expect((await post(body + ' '.repeat(limit - body.length))).status).toBe(200);
  const refused = await post(body + ' '.repeat(limit - body.length + 1));
  expect([refused.status, refused.body]).toEqual([
    413,
    expect.objectContaining({
      remedy: expect.stringContaining('"certificate-authority-data" is what is large'),
    }),
  ]);
});

test('every wrong field is named, with what was expected and received', async () => {
  const answer = await post({
    ...api.registration({ name: 'No' }),
    labls: {},
    registries: [{ name: 'main', kind: 'ecr', accountid: 1, accountId: 12, region: 'eu-west-1' }],
    targets: [{ kind: 'imagePulSecret' }],
    refreshEveryMinutes: 5,
    paused: 'no',
  });
  expect(answer.status).toBe(422);
  expect(answer.body.type).toBe('urn:pullpass:problem:invalid');
  expect(answer.body.errors).toEqual([
    {
      pointer: '/name',
      message: 'is not well-formed',
      expected: expect.stringMatching(/^lower-case/),
      received: 'a string of 2 characters',
    },
    { pointer: '/registries/0/accountId', message: 'must be a string', expected: 'a string', received: '12' },
    {
      pointer: '/registries/0/accountid',
      message: 'is not a known field; did you mean "accountId"?',
      expected: 'one of name, kind, accountId, region, roleArn, externalId, endpoints, hosts, probe',
      received: 'an unknown field',
    },
    {
      pointer: '/targets/0/kind',
      message: expect.any(String),
      expected: expect.stringMatching(/^"imagePullSecret" or /),
      received: 'a string of 14 characters',
    },
    { pointer: '/refreshEveryMinutes', message: 'is too small', expected: 'at least 15', received: '5' },
    {
      pointer: '/paused',
      message: 'must be a boolean',
      expected: 'a boolean',
      received: 'a string of 2 characters',
    },
    {
      pointer: '/labls',
      message: 'is not a known field; did you mean "labels"?',
      expected:
        'one of name, labels, context, site, registries, targets, refreshEveryMinutes, sweepEveryMinutes, renew, paused, kubeconfig',
      received: 'an unknown field',
    },
  ]);
});

test('a target that names a missing registry is refused', async () => {
  const targets = [{ kind: 'imagePullSecret', registries: ['man'] }];
  const answer = await post(api.registration({ targets }));
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/targets/0/registries/0' }] } });
});

const methods = fc.constantFrom(
  'POST /clusters',
  'PUT /clusters/prod-eu-1',
  'PATCH /clusters/prod-eu-1',
  'PUT /clusters/prod-eu-1/kubeconfig',
);
const keys = fc.constantFrom(
  'name',
  'labels',
  'registries',
  'targets',
  'kubeconfig',
  'context',
  'paused',
  'refreshEveryMinutes',
  'sweepEveryMinutes',
  '__proto__',
  'toString',
  'status',
);
const anything = fc.jsonValue({ maxDepth: 5 });

test('whatever body comes, only the sender is at fault', async () => {
  await fc.assert(
    fc.asyncProperty(
      methods,
      fc.oneof(
        fc.dictionary(keys, anything).map((body) => JSON.stringify(body)),
        fc
          .tuple(keys, anything)
          .map(([key, value]) => JSON.stringify({ ...api.registration(), [key]: value })),
        anything.map((body) => JSON.stringify(body)),
        fc.string({ unit: codePoint }),
      ),
      async (request, body) => {
        const [method = '', path = ''] = request.split(' ');
        const answer = await api.send(method, `${path}?dryRun=true&preflight=false`, { body });
        expect([200, 400, 409, 422]).toContain(answer.status);
        if (answer.status !== 200)
          expect(answer.body).toMatchObject({ status: answer.status, detail: expect.any(String) });
      },
    ),
    runs(400),
  );
});

test('whatever query comes, the answer is 200 or 400', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.oneof(fc.constantFrom('label', 'phase', 'limit', 'cursor'), fc.string()),
        fc.string({ unit: 'grapheme' }),
      ),
      async (query) => {
        expect([200, 400]).toContain(
          (await api.send('GET', `/clusters?${new URLSearchParams(query)}`)).status,
        );
      },
    ),
    runs(150),
  );
});

test.each([
  [{ serviceAccounts: ['Bad Name'] }, '/serviceAccounts/0', /^is not well-formed/],
  [{ serviceAccounts: [5] }, '/serviceAccounts/0', /^is not a known kind/],
  [{ serviceAccounts: [{ name: 'x' }] }, '/serviceAccounts/0/optional', /^is missing/],
  [
    { serviceAccounts: [{ name: 'x', optional: true, optinal: true }] },
    '/serviceAccounts/0/optinal',
    /did you mean "optional"/,
  ],
  [
    { labels: { 'app.kubernetes.io/managed-by': 'x' } },
    '/labels/app.kubernetes.io~1managed-by',
    /is set by PullPass itself/,
  ],
  [{ registries: ['mian'] }, '/registries/0', /there is no registry named "mian"; this cluster has main/],
])('a target with %j is refused at %s', async (fields, pointer, message) => {
  const targets = [{ kind: 'imagePullSecret', ...fields }];
  const answer = await post({ ...api.registration({ name: 'refused' }), targets });
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toContainEqual(
    expect.objectContaining({
      pointer: `/targets/0${pointer}`,
      message: expect.stringMatching(message),
      received: expect.any(String),
    }),
  );
  expect((await api.send('GET', '/clusters/refused')).status).toBe(404);
});
