import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { recordResult } from '../../../shared/clusters/store/results.ts';
import { tallyAttention } from '../../../shared/clusters/store/tallies.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { type Api, ann, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('team-a');
  expect((await api.send('POST', '/clusters', { body: api.registration() })).status).toBe(201);
  await api.messages();
});
afterEach(() => api.stop());

const path = '/clusters/prod-eu-1';
const put = (fields: object, headers: Record<string, string> = {}) =>
  api.send('PUT', path, { body: api.registration(fields), headers });
const patch = (body: unknown, headers: Record<string, string> = {}) =>
  api.send('PATCH', path, { body, headers });
const events = async (): Promise<Wire[]> => (await api.send('GET', `${path}/events`)).body.items;
const stored = async () => {
  const record = await readCluster(api.table, 'prod-eu-1');
  if (record === undefined) throw new Error('the cluster is gone');
  return record;
};
const target = (secretName: string) => ({
  kind: 'imagePullSecret',
  secretName,
  namespaces: { include: ['team-*'] },
});

/** ISO 8601, this many hours from now. */
const later = (hours: number) => new Date(Date.now() + hours * 3600_000).toISOString();

/** What a push that succeeds now records. */
async function pushed(): Promise<void> {
  const record = await stored();
  const at = new Date().toISOString();
  const status = {
    phase: 'Healthy' as const,
    consecutiveFailures: 0,
    namespaces: { ready: 1, failed: 0, skipped: 0 },
    lastAttemptAt: at,
    lastSuccessAt: at,
    nextPushAt: new Date(Date.now() + 3600_000).toISOString(),
    ends: Date.now() + 12 * 3600_000,
  };
  await recordResult(api.table, record, status, {
    ends: status.ends,
    retired: [],
    everything: true,
  });
}

test('the same PUT twice changes nothing: no version, no event, no push, no request to the cluster', async () => {
  const requests = api.cluster.requests.counts;
  const answer = await put({});

  expect(answer).toMatchObject({ status: 200, body: { version: 1 } });
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(answer.body).not.toHaveProperty('preflight');
  expect(await events()).toHaveLength(1);
  expect(await api.messages()).toEqual([]);
  expect(api.cluster.requests.counts).toEqual(requests);
});

test('what GET answered may be sent back by PUT', async () => {
  const { body } = await api.send('GET', path);
  expect(await api.send('PUT', path, { body })).toMatchObject({ status: 200, body: { version: 1 } });
});

test('PUT creates what does not exist, and needs a kubeconfig for it', async () => {
  const { kubeconfig, ...spec } = api.registration({ name: 'new' });
  const without = await api.send('PUT', '/clusters/new', { body: spec });
  expect(without).toMatchObject({ status: 422, body: { errors: [{ pointer: '/kubeconfig' }] } });

  const withOne = await api.send('PUT', '/clusters/new', { body: { ...spec, kubeconfig } });
  expect(withOne).toMatchObject({ status: 201, body: { version: 1, preflight: { result: 'passed' } } });
  expect(withOne.headers.get('location')).toBe('/clusters/new');
});

test('changed targets are checked with the stored kubeconfig and pushed at once', async () => {
  const { kubeconfig, ...spec } = api.registration({ targets: [target('other')] });
  const answer = await api.send('PUT', path, { body: spec });

  expect(answer).toMatchObject({ status: 200, body: { version: 2, preflight: { result: 'passed' } } });
  const { claim } = await stored();
  expect(await api.messages()).toEqual([expect.objectContaining({ claim })]);
  expect((await events())[0]).toMatchObject({
    type: 'changed',
    by: ann,
    message: 'Changed targets; to be removed: Secret ecr-credentials in namespaces team-*',
  });
});

test('a secret that no target writes any more is retired, and is no longer when it is written again', async () => {
  await put({ targets: [target('other')] });
  expect((await stored()).retired.flatMap((each) => kindOf(each).secretNames(each))).toEqual([
    'ecr-credentials',
  ]);
  await put({});
  expect((await stored()).retired.flatMap((each) => kindOf(each).secretNames(each))).toEqual(['other']);
});

test('PATCH merges, null removes, and labels alone cause no push and no preflight', async () => {
  await patch({ labels: { env: 'prod', tier: 'gold' } });
  const answer = await patch({ labels: { env: null }, refreshEveryMinutes: 15 });

  expect(answer).toMatchObject({
    status: 200,
    body: { labels: { tier: 'gold' }, refreshEveryMinutes: 15, version: 3 },
  });
  expect(answer.body).not.toHaveProperty('preflight');
  expect(await api.messages()).toEqual([]);
  expect((await events())[0].message).toBe('Changed labels, refreshEveryMinutes');
});

test('a shorter interval counts from now', async () => {
  await pushed();
  await patch({ refreshEveryMinutes: 15 });
  const wait = Date.parse((await stored()).status.nextPushAt ?? '') - Date.now();
  expect(wait).toBeLessThanOrEqual(15 * 60_000);
});

test.each([
  ['kubeconfig', { kubeconfig: 'x' }, /PUT \/clusters\/prod-eu-1\/kubeconfig/],
  ['name', { name: 'other' }, /keeps its name/],
  ['status', { status: {} }, /read-only/],
  ['context', { context: 'other' }, /PUT \/clusters\/prod-eu-1\/kubeconfig/],
  ['registries', { registries: [] }, /too small/],
  ['targets', { targets: null }, /is missing/],
])('PATCH refuses %s', async (field, body, message) => {
  const answer = await patch(body);
  expect(answer.status).toBe(422);
  expect(answer.body.errors[0]).toMatchObject({
    pointer: `/${field}`,
    message: expect.stringMatching(message),
  });
  expect((await stored()).version).toBe(1);
});

test.each([[[]], ['text'], [3], [null]])('PATCH refuses a patch that is not an object: %j', async (body) => {
  expect((await patch(JSON.stringify(body))).status).toBe(422);
});

test('a patch whose fields are named like the parts of a prototype is refused, and pollutes nothing', async () => {
  const answer = await patch('{"__proto__":{"paused":true},"constructor":{"prototype":{"paused":true}}}');
  expect(answer.status).toBe(422);
  expect(({} as { paused?: boolean }).paused).toBeUndefined();
});

test('If-Match guards every change, and says which version is current', async () => {
  for (const send of [
    () => patch({ paused: true }, { 'if-match': '"7"' }),
    () => put({ paused: true }, { 'if-match': '"7"' }),
    () => api.send('DELETE', path, { headers: { 'if-match': '"7"' } }),
    () => api.send('DELETE', `${path}?force=true`, { headers: { 'if-match': '"7"' } }),
    () => api.send('POST', `${path}/pause`, { headers: { 'if-match': 'W/"1"' } }),
  ]) {
    const answer = await send();
    expect(answer).toMatchObject({ status: 412, body: { type: 'urn:pullpass:problem:precondition-failed' } });
    expect(answer.headers.get('etag')).toBe('"1"');
  }
  expect((await patch({ paused: true }, { 'if-match': '"1"' })).status).toBe(200);
  expect((await patch({}, { 'if-match': 'seven' })).status).toBe(400);
  expect(
    (
      await api.send('PUT', '/clusters/new', {
        body: api.registration({ name: 'new' }),
        headers: { 'if-match': '*' },
      })
    ).status,
  ).toBe(412);
  expect((await put({}, { 'if-none-match': '*' })).status).toBe(412);
});

test('of two changes of the same version at once, one is refused', async () => {
  const answers = await Promise.all(
    [15, 30].map((refreshEveryMinutes) => patch({ refreshEveryMinutes }, { 'if-match': '"1"' })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('changes at once without If-Match all come through', async () => {
  const answers = await Promise.all(['a', 'b', 'c'].map((key) => patch({ labels: { [key]: 'x' } })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await stored()).toMatchObject({ version: 4, spec: { labels: { a: 'x', b: 'x', c: 'x' } } });
});

test('a push that records its result while a change is under way is not overwritten', async () => {
  await api.stop();
  let meanwhile: (() => Promise<void>) | undefined;
  api = await startApi({
    world: ({ table }) => ({
      table: {
        ...table,
        client: {
          send: async (command: { input?: { UpdateExpression?: string } }) => {
            const then = meanwhile;
            if (command.input?.UpdateExpression !== undefined && then !== undefined) {
              meanwhile = undefined;
              await then();
            }
            return table.client.send(command as never);
          },
        } as never,
      },
    }),
  });
  await api.send('POST', '/clusters?preflight=false', { body: api.registration() });
  meanwhile = pushed;
  const answer = await patch({ labels: { a: 'b' } });

  expect(answer).toMatchObject({ status: 200, body: { version: 2, status: { phase: 'Healthy' } } });
  expect(await stored()).toMatchObject({ version: 2, status: { phase: 'Healthy' } });
  expect(await stored()).not.toHaveProperty('claim');
});

test('a rotated kubeconfig is checked first, and takes effect with the record', async () => {
  const before = await stored();
  const token = api.cluster.addUser('next', { groups: ['system:masters'] });
  const kubeconfig = api.endpoint.kubeconfig('next');
  const answer = await api.send('PUT', `${path}/kubeconfig`, { body: { kubeconfig } });

  expect(answer).toMatchObject({
    status: 200,
    body: { version: 2, status: { kubeconfig: { identity: 'next' } }, preflight: { result: 'passed' } },
  });
  const after = await stored();
  expect(after.kubeconfig.version).not.toBe(before.kubeconfig.version);
  expect(await api.world.vault.read('prod-eu-1', after.kubeconfig.version)).toMatchObject({
    credential: { token },
  });
  expect(await api.messages()).toEqual([expect.objectContaining({ claim: after.claim })]);
  expect((await events())[0]).toMatchObject({ type: 'rotated', by: ann, message: 'Changed kubeconfig' });

  api.cluster.revokeToken(token);
  const refused = await api.send('PUT', `${path}/kubeconfig`, { body: { kubeconfig } });
  expect(refused).toMatchObject({ status: 422, body: { type: 'urn:pullpass:problem:preflight' } });
  expect((await stored()).kubeconfig).toEqual(after.kubeconfig);
});

test('a rotation looks for the context in use, unless another is named', async () => {
  await put({ context: 'default' });
  const other = api.endpoint.kubeconfig('admin').replaceAll('default', 'other');
  const refused = await api.send('PUT', `${path}/kubeconfig`, { body: { kubeconfig: other } });
  expect(refused).toMatchObject({ status: 422, body: { kind: 'kubeconfig' } });
  const named = await api.send('PUT', `${path}/kubeconfig`, {
    body: { kubeconfig: other, context: 'other' },
  });
  expect(named).toMatchObject({ status: 200, body: { context: 'other' } });
  const current = await api.send('PUT', `${path}/kubeconfig`, { body: { kubeconfig: other, context: null } });
  expect(current.status).toBe(200);
  expect(current.body).not.toHaveProperty('context');
});

test('a token replaces the one in use, for the same server and context, and is checked first', async () => {
  await put({ context: 'default' });
  const before = await stored();
  const kubeconfig = await api.world.vault.read('prod-eu-1', before.kubeconfig.version);
  const token = api.cluster.addUser('next', { groups: ['system:masters'] });
  const tried = await api.send('PUT', `${path}/kubeconfig?dryRun=true`, { body: { token } });
  expect(tried).toMatchObject({ status: 200, body: { dryRun: true, preflight: { result: 'passed' } } });
  const answer = await api.send('PUT', `${path}/kubeconfig`, { body: { token } });

  expect(answer).toMatchObject({
    status: 200,
    body: { context: 'default', status: { kubeconfig: { server: kubeconfig.server, identity: 'next' } } },
  });
  expect(await api.world.vault.read('prod-eu-1', (await stored()).kubeconfig.version)).toEqual({
    ...kubeconfig,
    credential: { token },
  });
  expect((await events())[0]).toMatchObject({ type: 'rotated', by: ann, message: 'Changed kubeconfig' });

  api.cluster.revokeToken(token);
  const refused = await api.send('PUT', `${path}/kubeconfig`, { body: { token } });
  expect(refused).toMatchObject({ status: 422, body: { type: 'urn:pullpass:problem:preflight' } });
  expect(api.answers.join()).not.toContain(token);
});

const rotations: [how: string, body: object, pointer: RegExp][] = [
  ['nothing', {}, /^\/kubeconfig or "token" is needed/],
  ['both', { kubeconfig: 'x', token: 'the-secret' }, /^\/token goes without a kubeconfig/],
  ['a token with a context', { token: 'the-secret', context: 'a' }, /^\/context is of a kubeconfig/],
  ['an empty token', { token: '' }, /^\/token is too small/],
  ['a token that is too long', { token: 'x'.repeat(13_000) }, /^\/token is too big/],
  ['a token of two lines', { token: 'the-secret\r\nx: y' }, /line breaks/],
  ['a token of oc login', { token: 'sha256~the-secret' }, /ends after 24 hours/],
  ['a token that kubectl left out', { token: 'REDACTED' }, /kubectl left out/],
  [
    'a token as a Secret holds it',
    { token: Buffer.from('eyJhbGciOiJub25lIn0.e30.x').toString('base64') },
    /in base64/,
  ],
];
test.each(rotations)('%s is not a rotation', async (_, body, expected) => {
  const before = await stored();
  const answer = await api.send('PUT', `${path}/kubeconfig`, { body });
  expect([answer.status, answer.body.detail]).toEqual([422, expect.stringMatching(expected)]);
  expect(answer.text).not.toContain('the-secret');
  expect(await stored()).toEqual(before);
});

test('a kubeconfig whose secret is lost is repaired by putting it again', async () => {
  await api.world.vault.remove('prod-eu-1');
  const { kubeconfig, ...spec } = api.registration({ targets: [target('other')] });
  expect(await api.send('PUT', path, { body: spec })).toMatchObject({
    status: 422,
    body: { kind: 'kubeconfig' },
  });
  expect((await api.send('PUT', path, { body: { ...spec, kubeconfig } })).status).toBe(200);
  await expect(api.world.vault.read('prod-eu-1', (await stored()).kubeconfig.version)).resolves.toBeDefined();
});

test('refresh requests a push now, and keeps the version', async () => {
  await pushed();
  const answer = await api.send('POST', `${path}/refresh`);

  expect(answer).toMatchObject({ status: 202, body: { version: 1 } });
  const { claim } = await stored();
  expect(await api.messages()).toEqual([expect.objectContaining({ claim })]);
  expect((await events())[0].type).toBe('refresh-requested');
});

test('pause ends what is due, refresh is refused, resume restores what was and pushes', async () => {
  await pushed();
  const paused = await api.send('POST', `${path}/pause`);
  expect(paused).toMatchObject({
    status: 202,
    body: { paused: true, version: 2, status: { phase: 'Paused' } },
  });
  expect(paused.body.status).not.toHaveProperty('nextPushAt');
  expect((await api.send('POST', `${path}/pause`)).body.version).toBe(2);
  expect(await api.send('POST', `${path}/refresh`)).toMatchObject({
    status: 409,
    body: { type: 'urn:pullpass:problem:paused' },
  });
  expect(await api.messages()).toEqual([]);

  const resumed = await api.send('POST', `${path}/resume`);
  expect(resumed).toMatchObject({
    status: 202,
    body: { paused: false, version: 3, status: { phase: 'Healthy' } },
  });
  expect(await api.messages()).toHaveLength(1);
  expect((await events()).map(({ type }) => type)).toEqual(['resumed', 'paused', 'registered']);
});

test('a cluster that failed and was paused is resumed as failing from now on, and is not retried in the steady lane', async () => {
  api.cluster.inject({ kind: 'status', status: 503 });
  await api.push();
  const failing = await stored();
  expect(failing.status).toMatchObject({ phase: 'Failing', failingSince: failing.status.lastAttemptAt });

  await api.send('POST', `${path}/pause`);
  expect(await tallyAttention(api.table, later(1))).toMatchObject({ phases: { Paused: 1 }, failing: 0 });
  api.clock.ahead += 3 * 3600_000;
  const { body: resumed } = await api.send('POST', `${path}/resume`);
  expect(resumed.status).toMatchObject({ phase: 'Failing', error: { kind: 'unreachable' } });
  expect(Date.parse(resumed.status.failingSince)).toBeGreaterThan(Date.now() + 2 * 3600_000);
  expect(await tallyAttention(api.table, later(0))).toMatchObject({
    phases: { Failing: 1 },
    failing: 1,
    failingLong: 0,
  });
  expect(await api.messages()).toEqual([]);
  expect(await api.messages(api.aws.retryQueueUrl)).toEqual([
    expect.objectContaining({ claim: (await stored()).claim }),
  ]);

  api.cluster.faults.clear();
  await api.push();
  expect((await stored()).status).toMatchObject({ phase: 'Healthy' });
  expect((await stored()).status).not.toHaveProperty('failingSince');
});

test('deregistering dispatches the cleaning, and refuses every change', async () => {
  const answer = await api.send('DELETE', path);
  expect(answer).toMatchObject({ status: 202, body: { status: { phase: 'Deregistering' } } });
  const { claim } = await stored();
  expect(await api.messages()).toEqual([expect.objectContaining({ claim })]);

  for (const refused of [
    await patch({ paused: true }),
    await put({ paused: true }),
    await api.send('POST', `${path}/refresh`),
    await api.send('POST', `${path}/pause`),
    await api.send('POST', `${path}/resume`),
    await api.send('PUT', `${path}/kubeconfig`, { body: { kubeconfig: api.endpoint.kubeconfig('admin') } }),
  ])
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:pullpass:problem:deregistering' } });
  expect(await stored()).toMatchObject({ version: 1, status: { phase: 'Deregistering' } });
});

test('force forgets the cluster at once, and its trail stays', async () => {
  const { kubeconfig } = await stored();
  const answer = await api.send('DELETE', `${path}?force=true`);

  expect(answer).toMatchObject({ status: 204, text: '' });
  expect((await api.send('GET', path)).status).toBe(404);
  await expect(api.world.vault.read('prod-eu-1', kubeconfig.version)).rejects.toMatchObject({
    kind: 'kubeconfig',
  });
  expect((await events())[0]).toMatchObject({ type: 'deregistered', by: ann });
  expect((await api.send('DELETE', `${path}?force=true`)).status).toBe(404);
  expect((await api.send('POST', '/clusters', { body: api.registration() })).status).toBe(201);
});
