import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Denier } from '../../support/simulation/admission.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

const targets = [
  {
    kind: 'imagePullSecret',
    namespaces: { include: ['payments', 'checkout'] },
    serviceAccounts: ['default'],
  },
];

async function checked(fields: object = {}, of = targets): Promise<Wire[]> {
  for (const namespace of ['payments', 'checkout'])
    api.cluster.addNamespace(namespace, { serviceAccounts: ['default'] });
  const { body } = await api.send('POST', '/clusters?dryRun=true', {
    body: api.registration({ targets: of, ...fields }),
  });
  return body.checks ?? body.preflight.checks;
}

const of = (checks: readonly Wire[], name: string) => checks.filter(({ check }) => check === name);
const failedIn = (checks: readonly Wire[]) => checks.filter(({ result }) => result === 'failed');

const inCheckout = { namespace: 'checkout', resources: ['secrets'] } as const;
const policy: Denier = {
  kind: 'policy',
  name: 'no-secrets',
  binding: 'production',
  denies: inCheckout,
  message: 'secrets come from the vault',
};
const webhook: Denier = { kind: 'webhook', name: 'gate.example.com', denies: inCheckout, does: {} };

describe('what would deny the first push is found before it', () => {
  test.each<[string, Denier, string]>([
    [
      'a policy',
      policy,
      'The admission policy "no-secrets" (binding "production") denied PATCH /api/v1/namespaces/checkout/secrets/ecr-credentials',
    ],
    [
      'a webhook that answers 401',
      { ...webhook, does: { code: 401, message: 'no' } },
      'The admission webhook "gate.example.com" denied PATCH',
    ],
    [
      'a policy that answers 413',
      { ...policy, reason: 'RequestEntityTooLarge' },
      'The admission policy "no-',
    ],
    [
      'Kyverno',
      { ...webhook, does: { message: 'blocked by require-labels' } },
      'The admission webhook "gate.example.com" denied PATCH',
    ],
    [
      'Gatekeeper',
      { ...webhook, does: { code: 403, reason: 'Forbidden', message: 'no' } },
      'The admission webhook "gate.example.com" denied PATCH',
    ],
    [
      'a webhook that answers as if nothing were there',
      { ...webhook, does: { code: 404, reason: 'NotFound', message: 'no' } },
      'The admission webhook "gate.example.com" denied PATCH',
    ],
    [
      'a webhook that is down',
      { ...webhook, does: 'be down' },
      'The admission webhook "gate.example.com" could not be asked about PATCH',
    ],
    [
      'a quota',
      { kind: 'quota', name: 'few', namespace: 'checkout', used: 3, hard: 3 },
      'The quota "few" denied PATCH',
    ],
    [
      'a policy on service accounts',
      { ...policy, denies: { namespace: 'checkout', resources: ['serviceaccounts'] } },
      'The admission policy "no-secrets" (binding "production") denied PATCH /api/v1/namespaces/checkout/serviceaccounts/default',
    ],
  ])('%s', async (_, denier, message) => {
    api.cluster.deny(denier);
    const checks = await checked();
    expect(failedIn(checks)).toMatchObject([
      {
        check: 'writes',
        kind: 'denied',
        message: expect.stringContaining(message),
        remedy: expect.stringMatching(/./),
      },
    ]);
    // The other namespace is reported beside it.
    expect(of(checks, 'writes')).toContainEqual(
      expect.objectContaining({ result: 'passed', message: expect.stringMatching(/payments/) }),
    );
    expect(api.cluster.secrets()).toEqual([]);
  });

  test('a policy that denies deletions, if there is something to delete', async () => {
    api.cluster.deny({ ...policy, denies: { operations: ['DELETE'] } });
    api.cluster.addNamespace('payments', { serviceAccounts: ['default'] });
    api.cluster.addNamespace('checkout', { serviceAccounts: ['default'] });
    api.cluster.addSecret('checkout', 'ecr-credentials', {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': '{}' },
    });
    const { body } = await api.send('POST', '/clusters?dryRun=true', {
      body: api.registration({ targets: targets.map((target) => ({ ...target, adopt: true })) }),
    });
    expect(of(body.checks, 'removal')).toMatchObject([
      {
        result: 'failed',
        kind: 'denied',
        remedy: expect.stringContaining('delete secrets checkout/ecr-credentials by hand'),
      },
      { result: 'unchecked', message: expect.stringContaining('namespace payments: it does not exist yet') },
    ]);
    expect(api.cluster.secret('checkout', 'ecr-credentials')).toBeDefined();
  });

  test('a secret that is somebody else’s', async () => {
    api.cluster.addNamespace('checkout', { serviceAccounts: ['default'] });
    api.cluster.addNamespace('payments', { serviceAccounts: ['default'] });
    api.cluster.addSecret('checkout', 'ecr-credentials', {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': '{"auths":{}}' },
      manager: 'kubectl-create',
    });
    const { body } = await api.send('POST', '/clusters?dryRun=true', { body: api.registration({ targets }) });
    expect(failedIn(body.checks)).toMatchObject([
      { check: 'writes', kind: 'conflict', message: expect.stringContaining('(kubectl-create)') },
    ]);
  });
});

test('a webhook that accepts no dry runs is unchecked, and refuses nothing', async () => {
  api.cluster.deny({ ...webhook, does: { message: 'no' }, takesDryRuns: false });
  const checks = await checked();
  expect(failedIn(checks)).toEqual([]);
  expect(of(checks, 'writes')).toContainEqual({
    check: 'writes',
    result: 'unchecked',
    message:
      'It is unknown whether secret ecr-credentials can be written in namespace checkout: the admission webhook "gate.example.com" is not asked in dry runs.',
  });
});

test('what denies many namespaces is reported once, with all of them', async () => {
  api.cluster.deny({ ...policy, denies: {} });
  const [write, ...others] = of(await checked(), 'writes');
  expect(write?.['message']).toMatch(
    /, and so on in 2 namespaces: checkout, payments$|: payments, checkout$/,
  );
  expect(others).toHaveLength(1);
});

test('every kind of target is tried', async () => {
  api.cluster.setControlPlaneTopology('External');
  api.cluster.addNamespace('openshift-gitops');
  const here = { namespaces: { include: ['payments'] } };
  const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
  const checks = await checked({}, [
    { kind: 'dockerconfigjson', secretName: 'a', key: 'config.json', ...here },
    { kind: 'keys', secretName: 'b', registry: 'main', keys: { password: 'P' }, ...here },
    { kind: 'jenkins', secretName: 'c', registries: ['main'], ...here },
    { kind: 'argocd', repositories: [{ secretName: 'd', as: 'repo-creds', type: 'helm', url: host }] },
    { kind: 'globalPullSecret' },
  ] as never);
  const said = of(checks, 'writes').map(({ message }) => message);
  expect(said).toEqual(
    ['a', 'b', 'c-main', 'd-exact, d-dependencies, d', 'additional-pull-secret'].map((names) =>
      expect.stringContaining(`In a dry run, secret ${names} could be written`),
    ),
  );
  expect(api.cluster.secrets()).toEqual([]);
});

test('no dry run contains a credential', async () => {
  const bodies: string[] = [];
  const handle = api.cluster.handle.bind(api.cluster);
  api.cluster.handle = (request) => {
    if (request.method === 'PATCH') bodies.push(request.body);
    return handle(request);
  };
  await checked();
  expect(bodies).toHaveLength(4);
  const auths = bodies.flatMap((body) => /"\.dockerconfigjson":"([^"]+)"/.exec(body)?.[1] ?? []);
  expect(auths).toHaveLength(2);
  for (const auth of auths) {
    const config = JSON.parse(Buffer.from(auth, 'base64').toString());
    const [entry] = Object.values<{ auth: string }>(config.auths);
    expect(Buffer.from(entry?.auth ?? '', 'base64').toString()).toBe('AWS:placeholder-of-a-pullpass-dry-run');
  }
});
