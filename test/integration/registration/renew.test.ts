import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KubeconfigReference } from '../../../shared/clusters/record.ts';
import { dueAt } from '../../../shared/clusters/renewal/dueAt.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { kubeconfigAttributes } from '../../../shared/clusters/store/item.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

/** Credentials that should renew themselves: which are accepted, and how they are shown. */

const name = 'prod-eu-1';
const path = `/clusters/${name}`;
const identity = 'system:serviceaccount:team-a:pullpass';
const secrets = {
  apiGroups: [''],
  resources: ['secrets'],
  resourceNames: ['ecr-credentials'],
  verbs: ['create', 'patch', 'get', 'delete'],
};
const ownToken = {
  apiGroups: [''],
  resources: ['serviceaccounts/token'],
  resourceNames: ['pullpass'],
  verbs: ['create'],
};

let api: Api;
beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('team-a');
  api.cluster.addServiceAccount('team-a', 'pullpass');
  api.cluster.grant(identity, [secrets, ownToken], 'team-a');
});
afterEach(() => api.stop());

/** A kubeconfig with a service account token of this life; `change`: other claims. */
function kubeconfigOf(seconds = 30 * 24 * 3600, change: object = {}): string {
  const answer = api.cluster.handle({
    method: 'POST',
    url: '/api/v1/namespaces/team-a/serviceaccounts/pullpass/token',
    headers: { authorization: `Bearer ${api.cluster.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ spec: { expirationSeconds: seconds } }),
  });
  const token = api.cluster.resignToken(JSON.parse(answer.body).status.token, change);
  return api.endpoint.kubeconfigWithToken(token);
}
const registration = (fields: object = {}) =>
  api.registration({
    kubeconfig: kubeconfigOf(),
    targets: [{ kind: 'imagePullSecret', namespaces: { include: ['team-a'] } }],
    renew: true,
    ...fields,
  });
const register = async (fields: object = {}, query = '') =>
  api.send('POST', `/clusters${query}`, { body: registration(fields) });
const patch = (body: object, query = '') => api.send('PATCH', `${path}${query}`, { body });
const shown = async () => (await api.send('GET', path)).body;
const stored = async () => {
  const record = await readCluster(api.table, name);
  if (record === undefined) throw new Error('the cluster is gone');
  return record;
};
const keep = (kubeconfig: KubeconfigReference, renew = true) =>
  setFields(api.table, name, kubeconfigAttributes(name, kubeconfig, { renew }));

const expected = 'a token of a service account that ends, granted for 20 minutes or more';
const refusal = (pointer: string, received: string) => ({
  status: 422,
  body: {
    type: 'urn:pullpass:problem:invalid',
    errors: [{ pointer, expected, received, message: expect.stringContaining('renew') }],
    remedy: expect.stringContaining(`\`pullpass bootstrap ${name}\``),
  },
});

describe('what is registered to renew itself', () => {
  test('says so, and when the next renewal is due', async () => {
    const answer = await register();
    expect(answer.status).toBe(201);
    const { kubeconfig } = await stored();
    expect(kubeconfig.issuedAt).toBeDefined();
    const due = dueAt(name, kubeconfig, defaultRenewalSettings) ?? 0;
    const status = {
      server: api.endpoint.server,
      identity,
      expiresAt: kubeconfig.expiresAt,
      renews: true,
      renewsAt: new Date(due).toISOString(),
    };
    expect(answer.body).toMatchObject({ renew: true, status: { kubeconfig: status } });
    expect((await shown()).status.kubeconfig).toEqual(status);
    expect((await api.send('GET', '/clusters')).body.items[0].status.kubeconfig).toEqual(status);
    expect(answer.body.preflight.checks).toContainEqual({
      check: 'permissions',
      result: 'passed',
      message:
        'May create serviceaccounts/token of pullpass in namespace team-a, so its token can be renewed.',
    });
  });

  test.each<[string, () => string | Promise<string>, string]>([
    ['client certificate', () => api.endpoint.kubeconfigWithCertificate('admin'), 'a client certificate'],
    ['opaque token', () => api.endpoint.kubeconfig('admin'), 'a token that does not say whose it is'],
    [
      'token of a user',
      () => kubeconfigOf(3600, { sub: 'ann' }),
      'a token of a user who is not a service account',
    ],
    ['token without an end', () => kubeconfigOf(3600, { exp: undefined }), 'a token that does not expire'],
    [
      'token that does not say since when',
      () => kubeconfigOf(3600, { iat: undefined }),
      'a token that does not say when it was made',
    ],
    ['token of a short life', () => kubeconfigOf(1199), 'a token granted for 19 minutes'],
  ])('is not a %s', async (_, kubeconfig, received) => {
    const answer = await register({ kubeconfig: await kubeconfig() }, '?preflight=false');
    expect(answer).toMatchObject(refusal('/kubeconfig', received));
    expect(answer.body.detail).toBe(
      `/kubeconfig has a credential that cannot be renewed, but "renew" is true: expected ${expected}, received ${received}`,
    );
    expect(await readCluster(api.table, name)).toBeUndefined();
  });

  test('may not lack the permission for it, and learns the rule', async () => {
    api.cluster.revokeGrants(identity);
    api.cluster.grant(identity, [secrets], 'team-a');
    const answer = await register();
    expect(answer.status).toBe(422);
    expect(answer.body.checks).toContainEqual({
      check: 'permissions',
      result: 'failed',
      kind: 'forbidden',
      message: `${identity} cannot create serviceaccounts/token of pullpass in namespace team-a, so its token cannot be renewed.`,
      remedy: `Bind ${identity} to a Role in namespace team-a with the rule {"apiGroups": [""], "resources": ["serviceaccounts/token"], "resourceNames": ["pullpass"], "verbs": ["create"]} (see docs/permissions.md). Or set "renew": false.`,
    });
    // The rule that it names is enough.
    api.cluster.grant(identity, [ownToken], 'team-a');
    expect((await register()).status).toBe(201);
  });
});

test('without "renew" nothing is checked about a credential, and it is said not to renew itself', async () => {
  api.cluster.revokeGrants(identity);
  api.cluster.grant(identity, [secrets], 'team-a');
  const { status, body } = await register({ renew: undefined });
  expect(status).toBe(201);
  expect(body.status.kubeconfig).toMatchObject({ renews: false, expiresAt: expect.any(String) });
  expect(body.status.kubeconfig).not.toHaveProperty('renewsAt');
  expect(JSON.stringify(body.preflight)).not.toContain('serviceaccounts/token');
});

describe('of a registered cluster', () => {
  beforeEach(async () => {
    expect((await register({ renew: false })).status).toBe(201);
    await setFields(api.table, name, {
      claim: undefined,
      nextPushAt: new Date(Date.now() + 3600_000).toISOString(),
      nextRefreshAt: new Date(Date.now() + 3600_000).toISOString(),
    });
    await api.messages();
  });

  test('PATCH switches it on, is checked, and leads to a look within a minute, not to a refresh', async () => {
    const { nextRefreshAt } = (await stored()).status;
    const answer = await patch({ renew: true });
    expect(answer).toMatchObject({ status: 200, body: { status: { kubeconfig: { renews: true } } } });
    expect(answer.body.preflight).toMatchObject({ result: 'passed' });
    expect(answer.body.plan).toEqual({ writes: [], removes: [], leaves: [] });
    const { status } = await stored();
    expect(Date.parse(status.nextPushAt ?? '')).toBeLessThanOrEqual(Date.now());
    expect(status.nextRefreshAt).toBe(nextRefreshAt);
    expect(await api.messages()).toEqual([]);
    expect((await api.send('GET', `${path}/events`)).body.items[0].message).toBe('Changed renew');
    // Again, it changes nothing.
    expect((await patch({ renew: true })).body.version).toBe(answer.body.version);
  });

  test('when switched off, nothing is checked or looked at', async () => {
    await patch({ renew: true });
    const later = new Date(Date.now() + 3600_000).toISOString();
    await setFields(api.table, name, { nextPushAt: later });
    const requests = api.cluster.requests.counts;
    const answer = await patch({ renew: false });
    expect(answer.body.status.kubeconfig).toMatchObject({ renews: false });
    expect(answer.body).not.toHaveProperty('preflight');
    expect((await stored()).status.nextPushAt).toBe(later);
    expect(api.cluster.requests.counts).toEqual(requests);
  });

  test('an older record does not say when its token was issued: the token does', async () => {
    const { issuedAt, ...before } = (await stored()).kubeconfig;
    await keep(before, false);
    expect((await patch({ renew: true }, '?preflight=false')).body.status.kubeconfig).toMatchObject({
      renews: true,
      renewsAt: expect.any(String),
    });
    expect((await stored()).kubeconfig.issuedAt).toBe(issuedAt);
  });

  test.each(['', '?preflight=false', '?dryRun=true'])(
    'PATCH%s of a credential that cannot is refused, and says so of the one in use',
    async (query) => {
      expect(
        (
          await api.send('PUT', `${path}/kubeconfig`, {
            body: { kubeconfig: api.endpoint.kubeconfig('admin') },
          })
        ).status,
      ).toBe(200);
      const answer = await patch({ renew: true }, query);
      expect(answer).toMatchObject(refusal('/renew', 'a token that does not say whose it is'));
      expect(answer.body.remedy).toContain(`PUT ${path}/kubeconfig`);
      expect((await stored()).spec.renew).toBe(false);
    },
  );

  test('a rotation keeps it, and is refused with a credential that cannot renew itself', async () => {
    await patch({ renew: true });
    const rotate = (kubeconfig: string) => api.send('PUT', `${path}/kubeconfig`, { body: { kubeconfig } });
    expect(await rotate(kubeconfigOf(7200))).toMatchObject({
      status: 200,
      body: { renew: true, status: { kubeconfig: { renews: true } } },
    });
    expect(await rotate(api.endpoint.kubeconfig('admin'))).toMatchObject(
      refusal('/kubeconfig', 'a token that does not say whose it is'),
    );
    const both = { body: registration({ kubeconfig: api.endpoint.kubeconfig('admin'), renew: false }) };
    expect(await api.send('PUT', path, both)).toMatchObject({ status: 200, body: { renew: false } });
  });

  describe('whose last renewal failed', () => {
    const since = '2026-03-01T08:00:00.000Z';
    const failure = { kind: 'forbidden', message: 'It may not', remedy: 'Grant it.', since } as const;
    const attempt = { version: '3f1c4c52-6d35-4f2c-8a3e-0f7f7a1f0999', at: since };
    beforeEach(async () => {
      await patch({ renew: true });
      const { kubeconfig } = await stored();
      await keep({ ...kubeconfig, renewal: { attempt, triedAt: since, failure } });
    });

    test('it is said not to renew itself, since when and why, and the phase stays', async () => {
      const { status } = await shown();
      expect(status).toMatchObject({
        phase: 'Pending',
        kubeconfig: { renews: false, renewsAt: expect.any(String) },
        problems: [
          {
            kind: 'forbidden',
            message: `The credential has not been renewed since ${since}: It may not; the one in use ends at ${status.kubeconfig.expiresAt}`,
            remedy: 'Grant it.',
            count: 0,
          },
        ],
      });
    });

    test('switched off and on again, it is tried again, and no two versions follow too soon', async () => {
      expect((await patch({ renew: false })).body.status).not.toHaveProperty('problems');
      const { body } = await patch({ renew: true });
      expect(body.status.kubeconfig.renews).toBe(true);
      expect((await stored()).kubeconfig.renewal).toEqual({ attempt });
    });
  });

  test('while paused, nothing is renewed, and nothing says that it is', async () => {
    await patch({ renew: true });
    const { body } = await api.send('POST', `${path}/pause`);
    expect(body.status.kubeconfig).toMatchObject({ renews: false });
    expect(body.status.kubeconfig).not.toHaveProperty('renewsAt');
    const resumed: Wire = (await api.send('POST', `${path}/resume`)).body;
    expect(resumed.status.kubeconfig.renews).toBe(true);
  });

  test('POST check says whether it could renew itself now', async () => {
    await patch({ renew: true });
    api.cluster.revokeGrants(identity);
    api.cluster.grant(identity, [secrets], 'team-a');
    const { body } = await api.send('POST', `${path}/check`);
    expect(body.preflight).toMatchObject({ result: 'failed' });
    expect(body.preflight.checks).toContainEqual(
      expect.objectContaining({ result: 'failed', message: expect.stringContaining('cannot be renewed') }),
    );
  });
});
