import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import { type Api, startApi } from '../registration/anApi.ts';

let api: Api;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  api.cluster.addUser('system:serviceaccount:infra:puller');
  const { status } = await api.send('POST', '/clusters?preflight=false', {
    body: api.registration({
      kubeconfig: api.endpoint.kubeconfig('system:serviceaccount:infra:puller'),
      targets: [
        { kind: 'imagePullSecret', namespaces: { include: ['payments'] }, serviceAccounts: ['default'] },
      ],
    }),
  });
  expect(status).toBe(201);
  folder = await mkdtemp(join(tmpdir(), 'pullpass-permissions-'));
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

const pullpass = (line: string, options?: CliOptions) =>
  runCli([...line.split(' '), '--api', api.url], options);
const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

test('a registered cluster with named namespaces needs only Roles there', async () => {
  const { code, stdout, stderr } = await pullpass('permissions prod-eu-1 -o name --identity ops/pp');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe('Namespace/ops\nServiceAccount/ops/pp\nRole/payments/pp\nRoleBinding/payments/pp\n');
});

test('the text is YAML, with a comment where an admin should know something', async () => {
  const { stdout } = await pullpass('permissions --namespaces team-* --service-accounts default');
  const kinds = parseAllDocuments(stdout).map((document) => document.toJS().kind);
  expect(kinds).toEqual([
    'Namespace',
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'ClusterRole',
    'ClusterRoleBinding',
  ]);
  const said = stdout.replaceAll('\n# ', ' ');
  expect(said).toContain(
    'Why in every namespace: which namespaces the target imagePullSecret chooses is not known',
  );
  expect(said).toContain('kube-system and openshift-* among them');
});

test('a fleet file whose clusters need the same is printed once; otherwise by name', async () => {
  const same = await file(
    'same.yaml',
    'defaults:\n  registries: [{ name: main, kind: ecr, accountId: "123456789012", region: eu-west-1 }]\n  targets: [{ kind: imagePullSecret, namespaces: { include: [payments] } }]\nclusters: [{ name: a }, { name: b }]\n',
  );
  expect((await pullpass(`permissions -f ${same} -o name`)).stdout).toContain('Role/payments/pullpass\n');
  const other = await file(
    'other.yaml',
    'defaults:\n  registries: [{ name: main, kind: ecr, accountId: "123456789012", region: eu-west-1 }]\n  targets: [{ kind: imagePullSecret, namespaces: { include: [payments] } }]\nclusters:\n  - { name: a }\n  - { name: b, targets: [{ kind: globalPullSecret, everyHours: 5 }] }\n',
  );
  const refused = await pullpass(`permissions -f ${other}`);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`Name one: pullpass permissions a -f ${other}`);
  const named = await pullpass(`permissions b -f ${other} -o json`);
  const { items } = JSON.parse(named.stdout);
  expect(
    items.map(
      ({ kind, metadata }: { kind: string; metadata: { name: string } }) => `${kind} ${metadata.name}`,
    ),
  ).toEqual([
    'Namespace pullpass',
    'ServiceAccount pullpass',
    'Role pullpass',
    'RoleBinding pullpass',
    'Role pullpass',
    'RoleBinding pullpass',
    'ClusterRole pullpass-cluster',
    'ClusterRoleBinding pullpass-cluster',
  ]);
});

test('on a terminal it says how to apply it', async () => {
  const { stderr } = await pullpass('permissions prod-eu-1', { terminal: 80 });
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    `pullpass permissions prod-eu-1 --api ${api.url} | oc apply -f -`,
  );
});

test.each([
  ['permissions', 'Permissions for what?'],
  ['permissions nope', 'GET /clusters/nope was answered with 404: There is no cluster "nope".'],
  ['permissions prod-eu-1 --namespaces a', 'A cluster and flags both describe the targets.'],
  ['permissions --namespaces Pay', 'The targets of the flags are wrong:'],
  ['permissions --secret-name a', 'Which namespaces?'],
  ['permissions --namespaces a --identity b', '--identity is "b".'],
  ['permissions -f /nonexistent', '--file: /nonexistent cannot be read: there is no such file.'],
])('`%s` is refused: %s', async (line, said) => {
  const { code, stdout, stderr } = await pullpass(line);
  expect(stderr.split('\n')[0]).toBe(said);
  expect({ stdout, failed: code > 0 }).toEqual({ stdout: '', failed: true });
});

describe('a token that renews itself gets a Role for its own token', () => {
  const renewal = ['Role/pullpass/pullpass-renewal', 'RoleBinding/pullpass/pullpass-renewal'];
  const cluster = {
    name: 'own',
    registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
    targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
    renew: true,
  };
  const names = async (line: string) => (await pullpass(`permissions ${line} -o name`)).stdout.split('\n');

  test('with --renew, in a file, and in the defaults of a fleet file', async () => {
    expect(await names('--namespaces payments')).not.toContain(renewal[0]);
    expect(await names('--namespaces payments --renew')).toEqual(expect.arrayContaining(renewal));
    const one = await file('one.json', JSON.stringify(cluster));
    expect(await names(`-f ${one}`)).toEqual(expect.arrayContaining(renewal));
    const { name: _, ...defaults } = cluster;
    const fleet = { defaults, clusters: [{ name: 'a' }, { name: 'b', renew: false }] };
    const all = await file('renewing.yaml', JSON.stringify(fleet));
    expect(await names(`a -f ${all}`)).toEqual(expect.arrayContaining(renewal));
    expect(await names(`b -f ${all}`)).not.toContain(renewal[0]);
    expect((await pullpass(`permissions -f ${all}`)).stderr).toContain('need different permissions');
  });

  test('and if the registered cluster renews itself', async () => {
    await setFields(api.table, 'prod-eu-1', { renew: true });
    try {
      expect(await names('prod-eu-1 --identity pullpass/pullpass')).toEqual(expect.arrayContaining(renewal));
    } finally {
      await setFields(api.table, 'prod-eu-1', { renew: undefined });
    }
  });
});
