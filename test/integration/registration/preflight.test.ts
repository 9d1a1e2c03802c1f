import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

const secretVerbs = ['create', 'patch', 'get', 'delete'];

/** A user with all rights that pushes to these namespaces need, except these verbs. */
function aPusher(namespaces: readonly string[], without: readonly string[] = []): string {
  api.cluster.addUser('pusher');
  for (const namespace of namespaces)
    api.cluster.grant(
      'pusher',
      [
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: ['ecr-credentials'],
          verbs: secretVerbs.filter((verb) => !without.includes(verb)),
        },
        {
          apiGroups: [''],
          resources: ['serviceaccounts'],
          resourceNames: ['default'],
          verbs: ['get', 'patch'],
        },
      ],
      namespace,
    );
  return api.endpoint.kubeconfig('pusher');
}

const targeting = (include: readonly string[], more: object = {}) => ({
  targets: [{ kind: 'imagePullSecret', namespaces: { include }, serviceAccounts: ['default'], ...more }],
});

const dryRun = (fields: object) =>
  api.send('POST', '/clusters?dryRun=true', { body: api.registration(fields) });

const failed = (body: Wire) => body.checks.filter(({ result }: Wire) => result === 'failed');

test('the least-privilege role is enough, and what may not be checked is named', async () => {
  api.cluster.addNamespace('payments');
  const answer = await dryRun({ kubeconfig: aPusher(['payments']), ...targeting(['payments']) });

  expect(answer.status).toBe(200);
  expect(answer.body.preflight.checks.slice(3)).toEqual([
    { check: 'identity', result: 'passed', message: 'The credential is accepted, as pusher.' },
    {
      check: 'namespaces',
      result: 'unchecked',
      message: expect.stringMatching(/^Whether payments exists was not/),
    },
    {
      check: 'permissions',
      result: 'passed',
      message: 'May create, patch, get and delete secrets/ecr-credentials in namespace payments.',
    },
    {
      check: 'permissions',
      result: 'passed',
      message: 'May get and patch serviceaccounts/default in namespace payments.',
    },
    {
      check: 'serviceaccounts',
      result: 'passed',
      message: 'The service account default is in namespace payments.',
    },
    {
      check: 'writes',
      result: 'passed',
      message: 'In a dry run, secret ecr-credentials could be written in namespace payments.',
    },
    {
      check: 'writes',
      result: 'passed',
      message: 'In a dry run, service account default could be linked in namespace payments.',
    },
    {
      check: 'removal',
      result: 'unchecked',
      message:
        'It is unknown whether secret ecr-credentials can be removed again in namespace payments: it does not exist yet, and for missing objects the API server does not ask admission.',
    },
    {
      check: 'registry',
      result: 'passed',
      message: 'PullPass gets a credential for registry main, and it is accepted there.',
    },
    {
      check: 'registry',
      result: 'unchecked',
      message: 'It was not tried whether images may be pulled from registry main: no "probe" is set.',
      remedy: expect.stringContaining('such as "team/app:1.2"'),
    },
  ]);
});

test('one verb less is named, with the namespaces and the rule that grants it', async () => {
  for (const name of ['a', 'b', 'c']) api.cluster.addNamespace(name);
  const answer = await dryRun({
    kubeconfig: aPusher(['a', 'b', 'c'], ['delete']),
    ...targeting(['a', 'b', 'c']),
  });

  expect(answer).toMatchObject({ status: 422, body: { type: 'urn:pullpass:problem:preflight' } });
  expect(failed(answer.body)).toEqual([
    {
      check: 'permissions',
      result: 'failed',
      kind: 'forbidden',
      message: 'pusher cannot delete secrets/ecr-credentials in 3 namespaces: a, b, c.',
      remedy:
        'Bind pusher to a Role there with the rule {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["ecr-credentials"], "verbs": ["delete"]} (see docs/permissions.md).',
    },
  ]);
});

test('a glob without the permission to list is a failure that says both ways out', async () => {
  const answer = await dryRun({ kubeconfig: aPusher(['team-a']), ...targeting(['team-*']) });

  expect(failed(answer.body)).toEqual([
    expect.objectContaining({
      check: 'namespaces',
      kind: 'forbidden',
      remedy: expect.stringMatching(
        /^Bind pusher to a ClusterRole with the rule \{.*"namespaces".*, and to a Role in each chosen namespace with the rules \[.*Or name the namespaces/,
      ),
    }),
  ]);
});

test('a missing namespace that is named is found by a user who may read namespaces', async () => {
  api.cluster.addNamespace('payments');
  const answer = await dryRun(targeting(['payments', 'payment']));

  expect(failed(answer.body)).toEqual([
    expect.objectContaining({
      check: 'namespaces',
      kind: 'not-found',
      message: 'There is no namespace payment.',
    }),
  ]);
});

test('an administrator of 2,000 namespaces is checked once for each verb', async () => {
  for (let index = 0; index < 2_000; index++) api.cluster.addNamespace(`team-${index}`);
  const answer = await dryRun(targeting(['team-*']));

  expect(answer.status).toBe(200);
  // Once for each verb, and once whether it may do everything.
  expect(api.cluster.requests.counts['create selfsubjectaccessreviews']).toBe(9);
});

test('what there is no time to check is counted and named, and fails nothing', async () => {
  await api.stop();
  // Each question takes 10 ms of the preflight's clock.
  const asked = () => api?.cluster.requests.counts['create selfsubjectaccessreviews'] ?? 0;
  api = await startApi({ world: ({ now }) => ({ now: () => now() + 10 * asked() }) });
  const names = Array.from({ length: 400 }, (_, index) => `n${String(index).padStart(4, '0')}`);
  for (const name of names) api.cluster.addNamespace(name);
  const kubeconfig = aPusher(names);
  api.cluster.grant('pusher', [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }]);
  const answer = await dryRun({ kubeconfig, ...targeting(['n*']) });

  // The machine takes some of the time, too.
  expect(asked()).toBeGreaterThan(100);
  expect(answer).toMatchObject({ status: 200, body: { preflight: { result: 'passed' } } });
  const unknown = answer.body.preflight.checks.filter(({ result }: Wire) => result === 'unchecked');
  expect(unknown.length).toBeGreaterThan(0);
  expect(unknown[0].message).toMatch(
    /^Not known: may .* in \d+ namespaces: n0\d\d\d, .* and \d+ more \(there was no time/,
  );
});

test.each([
  ['reset', { kind: 'reset', at: 'handshake' }, 'reach', 'unreachable'],
  ['tls', { kind: 'tls', problem: 'unknown-ca' }, 'tls', 'tls'],
  ['garbage', { kind: 'garbage' }, 'reach', 'unreachable'],
  ['401', { kind: 'status', status: 401 }, 'identity', 'unauthorized'],
] as const)(
  'an API server with the fault %s fails at the step it belongs to, and ends the others',
  async (_, fault, step, kind) => {
    api.cluster.inject(fault);
    const answer = await dryRun({});

    expect(answer.status).toBe(422);
    expect(failed(answer.body)).toEqual([
      expect.objectContaining({ check: step, kind, remedy: expect.stringMatching(/./) }),
    ]);
    const at = answer.body.checks.findIndex(({ check }: Wire) => check === step);
    const after = answer.body.checks.slice(at + 1).filter(({ check }: Wire) => check !== 'registry');
    for (const { result } of after) expect(result).toBe('unchecked');
    expect(answer.body.checks.at(-2)).toMatchObject({ check: 'registry', result: 'passed' });
  },
);

test('an API server that never answers costs no more than the available time', async () => {
  await api.stop();
  api = await startApi({ timeoutMs: 11_000 });
  api.cluster.inject({ kind: 'hang', at: 'first-byte' });
  const answer = await dryRun({});

  // In the push function's words, so before the request's own time was over.
  expect(failed(answer.body)).toEqual([expect.objectContaining({ check: 'reach', kind: 'timeout' })]);
});

test('AWS that never answers leaves the registry unchecked, within the available time', async () => {
  await api.stop();
  api = await startApi({ timeoutMs: 11_000 });
  api.aws.faults.inject({ service: 'ecr', fault: { kind: 'hang' } });
  const answer = await dryRun(targeting(['default']));

  expect(answer).toMatchObject({ status: 200, body: { preflight: { result: 'passed' } } });
  expect(answer.body.preflight.checks.at(-1)).toMatchObject({ check: 'registry', result: 'unchecked' });
});

test('one token is obtained for each principal, and a role that cannot be assumed is named', async () => {
  const role = 'arn:aws:iam::123456789012:role/pullpass-pull';
  api.aws.faults.inject({ service: 'sts', fault: { kind: 'deny' } });
  const answer = await dryRun({
    ...targeting(['default']),
    registries: [
      { name: 'one', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' },
      { name: 'two', kind: 'ecr', accountId: '210987654321', region: 'eu-west-1' },
      { name: 'three', kind: 'ecr', accountId: '123456789012', region: 'us-east-1', roleArn: role },
    ],
  });

  const registries = (answer.body.checks ?? answer.body.preflight.checks).filter(
    ({ check }: Wire) => check === 'registry',
  );
  expect(registries).toHaveLength(3);
  expect(registries[0]).toMatchObject({
    result: 'passed',
    message: 'PullPass gets a credential for registries one, two, and it is accepted there.',
  });
  expect(registries[1]).toMatchObject({
    result: 'unchecked',
    message: 'It was not tried whether images may be pulled from registries one, two: no "probe" is set.',
  });
  expect(registries[2]).toMatchObject({ result: 'failed', kind: 'assume-role' });
});

test('a missing service account is named with its namespaces, unless it is optional', async () => {
  api.cluster.addNamespace('team-a', { serviceAccounts: ['default', 'pipeline'] });
  api.cluster.addNamespace('team-b');
  const answer = await dryRun(targeting(['team-*'], { serviceAccounts: ['default', 'pipeline'] }));
  expect(failed(answer.body)).toEqual([
    expect.objectContaining({
      check: 'serviceaccounts',
      kind: 'not-found',
      message: 'There is no service account pipeline in namespace team-b.',
      remedy: expect.stringContaining('{"name": "pipeline", "optional": true}'),
    }),
  ]);
  const optional = [{ name: 'pipeline', optional: true }];
  expect((await dryRun(targeting(['team-*'], { serviceAccounts: optional }))).status).toBe(200);
});

test('a target that chooses no namespace is named by its index', async () => {
  const answer = await dryRun({
    targets: [{ kind: 'imagePullSecret' }, { ...targeting(['nothing-*']).targets[0], secretName: 'other' }],
  });
  expect(failed(answer.body)).toEqual([
    expect.objectContaining({
      check: 'namespaces',
      kind: 'not-found',
      message: '/targets/1 chooses no namespace that the cluster has today.',
    }),
  ]);
});

test('targets that write one secret because of labels are named, with the namespaces', async () => {
  for (const name of ['team-a', 'team-b']) api.cluster.addNamespace(name, { labels: { pull: 'ecr' } });
  const answer = await dryRun({
    targets: [
      { kind: 'imagePullSecret', namespaces: { labelSelector: 'pull=ecr' } },
      {
        kind: 'dockerconfigjson',
        secretName: 'ecr-credentials',
        namespaces: { include: ['*-b'] },
      },
    ],
  });
  expect(failed(answer.body)).toEqual([
    expect.objectContaining({
      check: 'namespaces',
      kind: 'conflict',
      message: '/targets/0 and /targets/1 both write the secret ecr-credentials in namespace team-b.',
    }),
  ]);
});

test('missing rights that PullPass can do without are reported, and fail nothing', async () => {
  for (const name of ['team-a', 'team-b']) api.cluster.addNamespace(name);
  const kubeconfig = aPusher(['team-a', 'team-b']);
  api.cluster.grant('pusher', [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }]);
  const answer = await dryRun({ kubeconfig, ...targeting(['team-*']) });
  expect(answer.body.preflight).toMatchObject({
    result: 'passed',
    checks: expect.arrayContaining([
      {
        check: 'permissions',
        result: 'unchecked',
        message: expect.stringMatching(
          /^May not list secrets\/ecr-credentials in all namespaces\. This is not needed/,
        ),
      },
    ]),
  });
});

test('a probe image is pulled under the policies of the token’s principal', async () => {
  await api.stop();
  const mints = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' } as const;
  api = await startApi({ aws: { functionPolicies: [{ Statement: mints }] } });
  const probed = { ...api.registration().registries[0], probe: 'team/app:1.2' };
  const role = 'arn:aws:iam::123456789012:role/pullpass-pull';
  const check = (fields: object) =>
    dryRun({ ...targeting(['default']), registries: [{ ...probed, ...fields }] });

  expect(failed((await check({})).body)).toEqual([
    expect.objectContaining({
      check: 'registry',
      kind: 'registry',
      message: expect.stringMatching(
        /pullpass-local\/local is not authorized to perform ecr:BatchGetImage on arn:aws:ecr:eu-west-1:123456789012:repository\/team\/app, because no identity-based policy allows/,
      ),
    }),
  ]);
  const { status, body } = await check({ roleArn: role });
  expect([status, body.preflight.checks.at(-1)]).toEqual([
    200,
    expect.objectContaining({
      check: 'registry',
      result: 'passed',
      message: expect.stringMatching(/may be pulled/),
    }),
  ]);
});
