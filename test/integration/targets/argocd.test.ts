import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { credentialsOfDependency, repositoryFor } from '../../support/consumers/argocd.ts';
import type { StoredSecret } from '../../support/consumers/dockerSecret.ts';
import { minute } from '../../support/fleet/fleet.ts';
import { host, startTargetsFleet, type TargetsFleet } from './targetsFleet.ts';

const namespace = 'openshift-gitops';
const template = { secretName: 'charts', as: 'repo-creds', type: 'helm', url: host };
const target = { kind: 'argocd', repositories: [template] };
const besides = ['charts-exact', 'charts-dependencies'];

let fleet: TargetsFleet;

beforeEach(async () => {
  fleet = await startTargetsFleet();
  fleet.cluster.addNamespace(namespace, { labels: { gitops: 'yes' } });
});
afterEach(() => fleet.stop());

const inArgo = () => fleet.cluster.secrets() as unknown as StoredSecret[];
const names = () =>
  inArgo()
    .map(({ metadata: { name } }) => name)
    .sort();
const urlOf = (name: string) => fleet.values(namespace, name)?.['url'];
const password = (name: string) => fleet.values(namespace, name)?.['password'];

/** The template as the version before wrote it. */
function writtenBefore(): void {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const data = { type: 'helm', url: host, enableOCI: 'true', username: 'AWS', password: 'of-before' };
  const { status } = fleet.cluster.handle({
    method: 'PATCH',
    url: `/api/v1/namespaces/${namespace}/secrets/charts?fieldManager=pullpass`,
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'charts',
        labels: {
          'app.kubernetes.io/managed-by': 'pullpass',
          'argocd.argoproj.io/secret-type': 'repo-creds',
        },
        annotations: { 'pullpass.io/cluster': 'prod-eu-1' },
      },
      type: 'Opaque',
      data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
    }),
    certificateUser: { username: 'ann', groups: ['system:masters', 'system:authenticated'] },
  });
  expect(status).toBe(201);
}

/** A kubeconfig that may write only these secrets in Argo CD's namespace. */
function mayWrite(resourceNames: readonly string[]): string {
  fleet.cluster.addUser('narrow');
  const verbs = ['create', 'patch', 'get', 'delete'];
  fleet.cluster.grant(
    'narrow',
    [{ apiGroups: [''], resources: ['secrets'], resourceNames: [...resourceNames], verbs }],
    namespace,
  );
  return fleet.endpoint.kubeconfig('narrow');
}

describe('a template', () => {
  const hosts = [host, 'registry.example.com', 'registry.example.com:5000', 'quay.io/team'];

  /** URLs that only begin alike. */
  const lookAlikes = (url: string) => [
    `${url}.evil.example/charts`,
    `${url}.evil.example`,
    `${url}x/charts`,
    `${url}-b/charts`,
    `${url}1/charts`,
    `${url}@evil.example/charts`,
    `${url}:50001/charts`,
  ];

  beforeEach(async () => {
    const repositories = hosts.map((url, index) => ({
      ...template,
      secretName: `charts-${index}`,
      url,
      registry: index === 0 ? 'main' : 'other',
    }));
    const hostsOf = (name: string) =>
      name === 'other' ? hosts.slice(1).map((each) => each.split('/')[0]) : [];
    const ecr = { kind: 'ecr', accountId: '123456789012' };
    const { status } = await fleet.serve([{ kind: 'argocd', repositories }], {
      registries: [
        { name: 'main', ...ecr, region: 'eu-west-1' },
        { name: 'other', ...ecr, region: 'eu-central-1', hosts: hostsOf('other') },
      ] as never,
    });
    expect(status.phase).toBe('Healthy');
  });

  test.each(hosts)('serves %s, with and without a slash, and what is below it', (url) => {
    for (const repoURL of [url, `${url}/`, `${url}/charts`, `${url}/charts/shop`]) {
      expect(repositoryFor(inArgo(), repoURL)).toMatchObject({
        username: 'AWS',
        type: 'helm',
        enableOCI: true,
      });
      const given = credentialsOfDependency(inArgo(), `oci://${repoURL}`);
      expect(given).not.toEqual([]);
      for (const each of given) expect(each).toMatchObject({ username: 'AWS', enableOCI: true });
    }
  });

  test.each(hosts)('gives nothing of %s to a URL that only begins alike', (url) => {
    for (const lookAlike of lookAlikes(url)) {
      expect([lookAlike, repositoryFor(inArgo(), lookAlike)]).toEqual([lookAlike, {}]);
      expect([lookAlike, credentialsOfDependency(inArgo(), `oci://${lookAlike}`)]).toEqual([lookAlike, []]);
    }
  });
});

describe('what complements a template', () => {
  const open = { ...target, namespaces: { include: ['openshift-gitops'], labelSelector: 'gitops=yes' } };

  test('is removed with it, and its own repository takes its place', async () => {
    await fleet.serve([target]);
    expect(names()).toEqual(['charts', 'charts-dependencies', 'charts-exact']);
    const own = { secretName: 'own', as: 'repository', type: 'helm', url: host };
    await fleet.change([{ kind: 'argocd', repositories: [template, own] }]);
    expect(names()).toEqual(['charts', 'own']);
    await fleet.change([{ kind: 'argocd', repositories: [own] }]);
    expect(names()).toEqual(['own']);
  });

  test('is made again between refreshes if somebody deleted it, and that is reported', async () => {
    fleet.clock.now += 2 * minute;
    await fleet.serve([open]);
    fleet.cluster.remove('secrets', namespace, 'charts-exact');
    fleet.clock.now += 5 * minute;
    await fleet.refresh();
    expect(urlOf('charts-exact')).toBe(host);
    expect(await fleet.eventMessages('repaired')).toEqual([
      `Put back secret ${namespace}/charts-exact (was missing)`,
    ]);
  });

  test.each([
    ['name', 'charts'],
    ['longest name', 'c'.repeat(253)],
  ])(
    'is written again between refreshes if somebody removed its annotations, and that is reported: a %s',
    async (_, secretName) => {
      fleet.clock.now += 2 * minute;
      await fleet.serve([{ ...open, repositories: [{ ...template, secretName }] }]);
      const beside = names().filter((name) => name !== secretName);
      expect(beside).toHaveLength(2);
      for (const name of beside)
        fleet.kubectl('PATCH', `/api/v1/namespaces/${namespace}/secrets/${name}`, {
          metadata: { annotations: { 'pullpass.io/cluster': null } },
        });
      fleet.clock.now += 5 * minute;
      await fleet.refresh();
      const [message = ''] = await fleet.eventMessages('repaired');
      for (const name of beside)
        expect(message).toContain(`secret ${namespace}/${name} (had lost its annotations)`);
    },
  );

  test('another target may not write', async () => {
    const other = { kind: 'keys', secretName: 'charts-exact', registry: 'main', keys: { password: 'p' } };
    await expect(fleet.serve([target, { ...other, namespaces: { include: [namespace] } }])).rejects.toThrow(
      /charts-exact/,
    );
  });
});

describe('a chart in Git that depends on a host whose name is the beginning of a template’s', () => {
  const shorter = ['oci://123456789012.dk', `oci://${host.slice(0, -1)}`, 'oci://1'];
  const without = { kind: 'argocd', repositories: [{ ...template, dependencies: false }] };

  test('gets nothing where the template is not for dependencies on its URL itself', async () => {
    await fleet.serve([without]);
    expect(names()).toEqual(['charts', 'charts-exact']);
    for (const repository of shorter) expect(credentialsOfDependency(inArgo(), repository)).toEqual([]);
    expect(credentialsOfDependency(inArgo(), `oci://${host}/charts`)).not.toEqual([]);
    expect(repositoryFor(inArgo(), host)).toMatchObject({ username: 'AWS' });
  });

  test('gets nothing any more once the template is changed so', async () => {
    await fleet.serve([target]);
    expect(credentialsOfDependency(inArgo(), 'oci://123456789012.dk')).not.toEqual([]);
    await fleet.change([without]);
    expect(names()).toEqual(['charts', 'charts-exact']);
    for (const repository of shorter) expect(credentialsOfDependency(inArgo(), repository)).toEqual([]);
  });
});

describe('a template that the version before wrote', () => {
  beforeEach(() => {
    writtenBefore();
    fleet.clock.now += 2 * minute;
  });

  test('gets its slash, and its complements, with the next push, and nothing is called repaired', async () => {
    await fleet.serve([target]);
    fleet.clock.now += 60 * minute;
    expect((await fleet.refresh()).status.phase).toBe('Healthy');
    expect([urlOf('charts'), urlOf('charts-exact')]).toEqual([`${host}/`, host]);
    expect(names()).toEqual(['charts', 'charts-dependencies', 'charts-exact']);
    expect(await fleet.eventMessages('repaired')).toEqual([]);
  });

  test('is refreshed in its own form if the Role does not know its complements, which the status says', async () => {
    const { status } = await fleet.serve([target], { kubeconfig: mayWrite(['charts']) } as never);
    expect(status).toMatchObject({
      phase: 'Failing',
      // Everything that was there has the new token.
      ends: fleet.clock.now + 12 * 60 * minute,
      error: {
        kind: 'forbidden',
        message: expect.stringContaining('charts-exact'),
        remedy: expect.stringMatching(
          /^Bind narrow to a Role there with the rule .*"charts-exact", "charts-dependencies", "charts".*Until then Argo CD goes on/,
        ),
      },
    });
    expect(names()).toEqual(['charts']);
    expect(urlOf('charts')).toBe(host);
    expect(password('charts')).not.toBe('of-before');
    expect(repositoryFor(inArgo(), host)).toMatchObject({ username: 'AWS' });

    mayWrite(['charts', ...besides]);
    expect((await fleet.refresh()).status.phase).toBe('Healthy');
    expect(urlOf('charts')).toBe(`${host}/`);

    // The new form stays: the slash does not disappear with the permission.
    fleet.cluster.revokeGrants('narrow');
    mayWrite(['charts']);
    fleet.clock.now += 7 * 60 * minute;
    const later = (await fleet.refresh()).status;
    expect(later.error?.message).toContain('charts-exact');
    expect(urlOf('charts')).toBe(`${host}/`);
    expect(password('charts')).not.toBe(password('charts-exact'));
    // Its complement has the previous token.
    expect(later.ends).toBe(status.ends);
  });

  test('can be deregistered with a Role that does not name its complements', async () => {
    await fleet.serve([target], { kubeconfig: mayWrite(['charts']) } as never);
    await fleet.deregister();
    expect(names()).toEqual([]);
    expect(fleet.logs.map(({ message }) => message)).toContain('deregistered');
  });
});

test('a new template has its slash even if its complements may not be written', async () => {
  const { status } = await fleet.serve([target], { kubeconfig: mayWrite(['charts']) } as never);
  expect(status.error?.kind).toBe('forbidden');
  expect(urlOf('charts')).toBe(`${host}/`);
});

test('a template’s complements are not forgotten if they may not be removed', async () => {
  await fleet.serve([target], { kubeconfig: mayWrite(['charts', ...besides]) } as never);
  fleet.cluster.revokeGrants('narrow');
  mayWrite(['charts']);
  await fleet.deregister();
  expect(names()).toEqual(['charts-dependencies', 'charts-exact']);
  expect(fleet.logs.map(({ message }) => message)).not.toContain('deregistered');
});

test('one secret that may not be written does not keep others of its target from being renewed', async () => {
  fleet.cluster.addNamespace('ci');
  fleet.cluster.addUser('narrow');
  const verbs = ['create', 'patch', 'get', 'delete'];
  fleet.cluster.grant('narrow', [
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['ecr-credentials-other'], verbs },
  ]);
  const { status } = await fleet.serve(
    [{ kind: 'jenkins', registries: ['main', 'other'], namespaces: { include: ['ci'] } }],
    { kubeconfig: fleet.endpoint.kubeconfig('narrow') } as never,
  );
  expect(status.error?.message).toContain('ecr-credentials-main');
  expect(fleet.values('ci', 'ecr-credentials-other')).toMatchObject({ username: 'AWS' });
});
