import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { jsonAnswer } from '../../../shared/simulation/answers.ts';
import type { ApiRequest } from '../../../shared/simulation/bodies.ts';
import { minute } from '../../support/fleet/fleet.ts';
import { host, startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  for (const name of ['team-a', 'team-b'])
    fleet.cluster.addNamespace(name, { labels: { pull: 'ecr' }, serviceAccounts: ['builder'] });
});
afterEach(() => fleet.stop());

const name = 'ecr-credentials';
const byLabel = {
  kind: 'imagePullSecret',
  namespaces: { labelSelector: 'pull=ecr' },
  serviceAccounts: ['builder'],
};
const secretPath = (namespace: string) => `/api/v1/namespaces/${namespace}/secrets/${name}`;
const where = () => fleet.cluster.secrets().map(({ metadata }) => metadata.namespace);
const record = () => readCluster(fleet.table, 'prod-eu-1');
const unlabel = (namespace: string) =>
  fleet.kubectl('PATCH', `/api/v1/namespaces/${namespace}`, { metadata: { labels: { pull: null } } });

async function anHourLater() {
  fleet.clock.now += 60 * minute;
  return fleet.refresh();
}

/** Deregisters, and returns what is still registered. */
async function deregister() {
  fleet.clock.now += minute;
  await fleet.deregister();
  return record();
}

/** Answers some requests in place of the API server. */
function answering(instead: (request: ApiRequest) => ReturnType<typeof jsonAnswer> | undefined) {
  const handle = fleet.cluster.handle.bind(fleet.cluster);
  fleet.cluster.handle = (request) => instead(request) ?? handle(request);
  return () => {
    fleet.cluster.handle = handle;
  };
}

/** Like a ValidatingWebhookConfiguration that denies DELETE of secrets. */
const denyDeletes = () =>
  answering(({ method, url }) => {
    if (method !== 'DELETE' || !url.includes('/secrets/')) return undefined;
    const message = 'admission webhook "guard.example.com" denied the request: secrets are kept';
    return jsonAnswer(403, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: 403 });
  });

describe('a webhook that denies the deletion of secrets', () => {
  test('does not count as a permission that was never there: prune says what stays', async () => {
    await fleet.serve([{ ...byLabel, prune: true }]);
    unlabel('team-a');
    const allow = denyDeletes();
    const { status } = await anHourLater();
    expect(status).toMatchObject({
      phase: 'Degraded',
      error: { message: expect.stringContaining(`DELETE ${secretPath('team-a')}`) },
    });
    expect(status.error?.message).toContain('guard.example.com');
    expect(await fleet.eventMessages('removed')).toEqual([]);

    allow();
    expect((await anHourLater()).status.phase).toBe('Healthy');
    expect(where()).toEqual(['team-b']);
    expect(await fleet.eventMessages('removed')).toEqual([`Removed secret ${name} from team-a`]);
  });

  test('keeps a deregistration pending, also for a namespace that is no longer chosen', async () => {
    await fleet.serve([byLabel]);
    unlabel('team-a');
    unlabel('team-b');
    const allow = denyDeletes();
    expect(await deregister()).toMatchObject({
      status: {
        phase: 'Deregistering',
        error: { message: expect.stringContaining('guard.example.com') },
      },
    });
    expect(where()).toEqual(['team-a', 'team-b']);
    expect(await fleet.eventMessages('deregistered')).toEqual([]);

    allow();
    expect(await deregister()).toBeUndefined();
    expect(where()).toEqual([]);
    expect(await fleet.eventMessages('deregistered')).toEqual([
      'Forgotten: nothing of PullPass is left in the cluster',
    ]);
  });

  test('keeps a removed target pending', async () => {
    await fleet.serve([byLabel]);
    const allow = denyDeletes();
    const changed = await fleet.change([{ ...byLabel, secretName: 'pull' }]);
    expect(changed.retired).toMatchObject([{ secretName: name }]);
    expect(changed.status.error?.message).toContain('guard.example.com');
    expect(changed.status.error?.remedy).toContain('DELETE /clusters/prod-eu-1/removals');
    allow();
    const { retired, status } = await anHourLater();
    expect(retired).toEqual([]);
    expect(status.phase).toBe('Healthy');
  });
});

test('a deregistration that fails says how to retry at once, and how to give it up', async () => {
  await fleet.serve([byLabel]);
  denyDeletes();
  const remedy = (await deregister())?.status.error?.remedy;
  expect(remedy).toContain('DELETE /clusters/prod-eu-1 tries again at once');
  expect(remedy).toContain('DELETE /clusters/prod-eu-1?force=true forgets the cluster');
});

test('however much a server says of why something stays, it can be recorded', async () => {
  await fleet.serve([byLabel]);
  fleet.kubectl('PATCH', secretPath('team-a'), { metadata: { finalizers: ['x'.repeat(600_000)] } });
  const { status } = (await deregister()) ?? {};
  expect(status?.error?.message).toContain('its finalizers hold it: xxx');
  expect(status?.error?.message.length).toBeLessThan(10_000);
});

test('a secret that a finalizer holds is not gone until it is', async () => {
  await fleet.serve([byLabel]);
  fleet.kubectl('PATCH', secretPath('team-a'), { metadata: { finalizers: ['example.com/hold'] } });
  expect(await deregister()).toMatchObject({
    status: {
      phase: 'Deregistering',
      error: {
        kind: 'conflict',
        message: `Secret team-a/${name} is marked as deleted, but still there with its credential: its finalizers hold it: example.com/hold`,
        remedy: expect.stringContaining(`kubectl patch secret ${name} -n team-a --type merge`),
      },
    },
  });
  expect(where()).toEqual(['team-a']);
  expect(await fleet.eventMessages('removed')).toEqual([
    expect.stringContaining(`secret ${name} from team-b`),
  ]);

  fleet.kubectl('PATCH', secretPath('team-a'), { metadata: { finalizers: null } });
  expect(await deregister()).toBeUndefined();
});

test('a deletion that was answered with success, and did nothing, is not a removal', async () => {
  await fleet.serve([byLabel]);
  answering(({ method, url }) =>
    method === 'DELETE' && url.startsWith(secretPath('team-a'))
      ? jsonAnswer(200, { kind: 'Status', apiVersion: 'v1', status: 'Success' })
      : undefined,
  );
  expect(await deregister()).toMatchObject({
    status: { error: { message: expect.stringMatching(/^Secret team-a\/ecr-credentials was still there/) } },
  });
  expect(where()).toEqual(['team-a']);
});

test('a secret that somebody makes again each time stays pending, and is named', async () => {
  await fleet.serve([byLabel]);
  const made = fleet.cluster.secret('team-a', name);
  const handle = fleet.cluster.handle.bind(fleet.cluster);
  fleet.cluster.handle = (request) => {
    const answer = handle(request);
    if (request.method === 'DELETE' && request.url.startsWith(secretPath('team-a'))) {
      const { annotations } = made?.metadata ?? {};
      fleet.cluster.addSecret('team-a', name, { data: { a: 'b' }, manager: 'reflector' });
      fleet.kubectl('PATCH', secretPath('team-a'), { metadata: { annotations } }, 'reflector');
    }
    return answer;
  };
  expect(await deregister()).toMatchObject({
    status: {
      error: {
        kind: 'conflict',
        message: `Secret team-a/${name} was made again each of the 5 times that PullPass deleted it`,
      },
    },
  });
});

test.each([
  ['of a proxy', 'unreachable', { status: 404, headers: {}, body: '<html>Not found</html>' }],
  [
    'of an API server without that API',
    'unreachable',
    jsonAnswer(404, {
      kind: 'Status',
      status: 'Failure',
      reason: 'NotFound',
      details: {},
      message: 'the server could not find the requested resource',
    }),
  ],
])('a 404 %s does not say that a secret is gone', async (_, kind, answer) => {
  await fleet.serve([{ ...byLabel, namespaces: { include: ['team-a'] }, serviceAccounts: [] }]);
  answering(({ method, url }) => {
    if (method !== 'GET') return undefined;
    return url.startsWith('/api/v1/secrets') || url.startsWith(secretPath('team-a')) ? answer : undefined;
  });
  expect(await deregister()).toMatchObject({
    status: { phase: 'Deregistering', error: { kind } },
  });
  expect(where()).toEqual(['team-a']);
});

describe('a link', () => {
  const links = (namespace: string) =>
    fleet.cluster.serviceAccount(namespace, 'builder')?.imagePullSecrets ?? [];

  test('that is restored each time stays pending, and the service account is named', async () => {
    await fleet.serve([byLabel]);
    const handle = fleet.cluster.handle.bind(fleet.cluster);
    fleet.cluster.handle = (request) => {
      const answer = handle(request);
      if (request.method === 'PATCH' && request.url.includes('team-a/serviceaccounts'))
        fleet.cluster.changeServiceAccount('team-a', 'builder', { imagePullSecrets: [{ name }] });
      return answer;
    };
    expect(await deregister()).toMatchObject({
      status: {
        error: {
          kind: 'conflict',
          message: `Service account team-a/builder names the secret ${name} again each time it is removed`,
        },
      },
    });
    expect(links('team-a')).toEqual([{ name }]);
  });

  test('to a secret that somebody deleted is removed too', async () => {
    await fleet.serve([byLabel]);
    fleet.kubectl('DELETE', secretPath('team-a'));
    expect(await deregister()).toBeUndefined();
    expect([links('team-a'), links('team-b')]).toEqual([[], []]);
  });
});

test('a namespace may be in deletion for long: what is in it is removed', async () => {
  await fleet.serve([byLabel]);
  fleet.cluster.terminateNamespace('team-a');
  expect(await deregister()).toBeUndefined();
  expect(where()).toEqual([]);
});

describe('a credential with rights in some namespaces', () => {
  const inNamespace = {
    verbs: ['create', 'patch', 'get', 'delete'],
    apiGroups: [''],
    resources: ['secrets'],
    resourceNames: [name],
  };
  const labelled = { ...byLabel, serviceAccounts: [] };

  async function serve(namespaces: object = labelled.namespaces, mayList = true) {
    fleet.cluster.addUser('narrow');
    if (mayList)
      fleet.cluster.grant('narrow', [{ verbs: ['list'], apiGroups: [''], resources: ['namespaces'] }]);
    for (const namespace of ['team-a', 'team-b']) fleet.cluster.grant('narrow', [inNamespace], namespace);
    const kubeconfig = fleet.endpoint.kubeconfig('narrow');
    await fleet.serve([{ ...labelled, namespaces }], { kubeconfig } as never);
  }

  test('that has lost one that is chosen stays registered, and says so', async () => {
    await serve();
    fleet.cluster.revokeGrants('narrow');
    fleet.cluster.grant('narrow', [{ verbs: ['list'], apiGroups: [''], resources: ['namespaces'] }]);
    fleet.cluster.grant('narrow', [inNamespace], 'team-b');
    expect(await deregister()).toMatchObject({
      status: { error: { kind: 'forbidden', message: expect.stringContaining(secretPath('team-a')) } },
    });
    expect(where()).toEqual(['team-a']);
  });

  test('is forgotten, and names the namespaces into which it may not look', async () => {
    await serve();
    expect(await deregister()).toBeUndefined();
    expect(where()).toEqual([]);
    expect(await fleet.eventMessages('removed')).toEqual([`Removed secret ${name} from team-a, team-b`]);
    expect(await fleet.eventMessages('deregistered')).toEqual([
      `Forgotten: nothing of PullPass is left where it may look. Not checked: secret ${name} in default, kube-node-lease, kube-public, kube-system, which are not chosen and where PullPass may not read it`,
    ]);
  });

  test('finds what is in a platform namespace that was chosen by its name', async () => {
    fleet.cluster.addNamespace('openshift-gitops');
    const named = (include: string[]) => ({ ...labelled, namespaces: { include } });
    await fleet.serve([named(['openshift-gitops', 'team-a'])]);
    await fleet.change([named(['team-a'])]);
    fleet.cluster.inject({ kind: 'status', status: 403, when: { verb: 'list', resource: 'secrets' } });
    expect(await deregister()).toBeUndefined();
    expect(where()).toEqual([]);
  });

  test('and none to list namespaces is forgotten, and says so', async () => {
    await serve({ include: ['team-a', 'team-b'] }, false);
    expect(await deregister()).toBeUndefined();
    expect(await fleet.eventMessages('deregistered')).toEqual([
      `Forgotten: nothing of PullPass is left where it may look. Not checked: secret ${name} in namespaces that the targets do not name, for PullPass may not list them`,
    ]);
  });

  test('and to list the secret by its name has seen everything', async () => {
    fleet.cluster.addUser('narrow');
    fleet.cluster.grant('narrow', [{ ...inNamespace, verbs: ['list'] }]);
    await serve();
    expect(await deregister()).toBeUndefined();
    expect(await fleet.eventMessages('deregistered')).toEqual([
      'Forgotten: nothing of PullPass is left in the cluster',
    ]);
  });

  test('does not forget the namespaces where an interrupted deregistration could not look', async () => {
    await serve();
    const { remove } = fleet.world.vault;
    fleet.world.vault.remove = async () => {
      throw new Error('the worker ended here');
    };
    await expect(deregister()).rejects.toThrow('ended here');
    fleet.world.vault.remove = remove;
    expect(await deregister()).toBeUndefined();
    expect(await fleet.eventMessages('removed')).toHaveLength(1);
    expect(await fleet.eventMessages('deregistered')).toEqual([
      expect.stringContaining('Not checked: secret'),
    ]);
  });
});

describe('labels and annotations that others rewrite', () => {
  const relabel = { metadata: { labels: { 'app.kubernetes.io/managed-by': 'helm' } } };
  const unmark = { metadata: { annotations: { 'pullpass.io/cluster': null } } };

  test.each([
    ['the label', relabel],
    ['the annotation', unmark],
    ['both', { metadata: { ...relabel.metadata, ...unmark.metadata } }],
  ])('%s: the secret is still PullPass’s, and is removed with it', async (_, change) => {
    await fleet.serve([byLabel]);
    fleet.kubectl('PATCH', secretPath('team-a'), change);
    fleet.clock.now += 5 * minute;
    expect((await fleet.refresh()).status.phase).toBe('Healthy');
    // A sweep looks at the annotations: they say until when the secret is valid.
    const { annotations } = fleet.cluster.secret('team-a', name)?.metadata ?? {};
    expect(annotations).toMatchObject({ 'pullpass.io/cluster': 'prod-eu-1' });

    fleet.kubectl('PATCH', secretPath('team-a'), change);
    expect(await deregister()).toBeUndefined();
    expect(where()).toEqual([]);
  });

  test('the label is restored with the next refresh', async () => {
    await fleet.serve([byLabel]);
    fleet.kubectl('PATCH', secretPath('team-a'), relabel);
    expect((await anHourLater()).status.phase).toBe('Healthy');
    expect(fleet.cluster.secret('team-a', name)?.metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'pullpass',
    });
  });

  test('without the annotation and with other values it is somebody else’s', async () => {
    await fleet.serve([byLabel]);
    const theirs = { ...unmark, data: { '.dockerconfigjson': 'e30=' } };
    fleet.kubectl('PATCH', secretPath('team-a'), theirs);
    expect((await anHourLater()).status).toMatchObject({ error: { kind: 'conflict' } });
    expect(await deregister()).toBeUndefined();
    expect(where()).toEqual(['team-a']);
  });
});

describe('the pull secret of a whole cluster', () => {
  const path = '/api/v1/namespaces/kube-system/secrets/additional-pull-secret';
  const secret = () => fleet.cluster.secret('kube-system', 'additional-pull-secret');
  const auths = () =>
    JSON.parse(fleet.values('kube-system', 'additional-pull-secret')?.['.dockerconfigjson'] ?? '{}').auths;
  const theirs = { auths: { 'quay.io': { auth: 'dGhlaXJz' } } };
  const withTheirs = () =>
    fleet.cluster.addSecret('kube-system', 'additional-pull-secret', {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': JSON.stringify(theirs) },
      manager: 'ann',
    });
  const serve = async () => {
    fleet.cluster.setControlPlaneTopology('External');
    expect((await fleet.serve([{ kind: 'globalPullSecret' }])).status.phase).toBe('Healthy');
  };
  const marks = () => Object.keys(secret()?.metadata.annotations ?? {});

  test('is checked again after its entries were removed', async () => {
    withTheirs();
    await serve();
    const handle = fleet.cluster.handle.bind(fleet.cluster);
    fleet.cluster.handle = (request) => {
      const before = secret();
      const answer = handle(request);
      // Restores it from Git, no matter who writes.
      if (request.method === 'PATCH' && request.url.startsWith(path)) {
        fleet.cluster.handle = handle;
        const { annotations } = before?.metadata ?? {};
        fleet.kubectl('PATCH', path, { metadata: { annotations }, data: before?.data });
      }
      return answer;
    };
    expect(await deregister()).toBeUndefined();
    expect(auths()).toEqual(theirs.auths);
    expect(await fleet.eventMessages('removed')).toEqual([
      'Removed entries of PullPass in secret additional-pull-secret from kube-system',
    ]);
  });

  test('is emptied if a finalizer holds it', async () => {
    await serve();
    fleet.kubectl('PATCH', path, { metadata: { finalizers: ['example.com/hold'] } });
    expect(await deregister()).toBeUndefined();
    expect(auths()).toEqual({});
  });

  test('whose marks were removed is not called clean while it has entries for its hosts', async () => {
    withTheirs();
    await serve();
    fleet.kubectl('PATCH', path, {
      metadata: { annotations: Object.fromEntries(marks().map((key) => [key, null])) },
    });
    expect(await deregister()).toMatchObject({
      status: { error: { kind: 'conflict', message: expect.stringContaining(`has entries for ${host}`) } },
    });
    expect(Object.keys(auths())).toContain(host);

    const data = { '.dockerconfigjson': Buffer.from(JSON.stringify(theirs)).toString('base64') };
    fleet.kubectl('PATCH', path, { data });
    expect(await deregister()).toBeUndefined();
  });

  test('that can no longer be read is not called clean', async () => {
    await serve();
    fleet.kubectl('PATCH', path, {
      data: { '.dockerconfigjson': Buffer.from('{"auths":[]}').toString('base64') },
    });
    expect(await deregister()).toMatchObject({
      status: { error: { kind: 'conflict', message: expect.stringContaining('whether its credentials') } },
    });
    fleet.kubectl('DELETE', path);
    expect(await deregister()).toBeUndefined();
  });
});
