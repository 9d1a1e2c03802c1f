import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { type Api, startApi, type Wire } from '../registration/anApi.ts';

let api: Api;
let folder: string;
let kubeconfig: string;

beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('payments');
  folder = await mkdtemp(join(tmpdir(), 'pullpass-bootstrap-'));
  kubeconfig = join(folder, 'admin.kubeconfig');
  await writeFile(kubeconfig, api.endpoint.kubeconfig('admin'));
});
afterEach(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

const described = '--namespaces payments --registry 123456789012/eu-west-1 --service-accounts default';

/** The worker is at work: each message that asks for a push is one. So is the controller that empties namespaces. */
async function withWorker<T>(work: Promise<T>): Promise<T> {
  let ended = false;
  const done = work.finally(() => {
    ended = true;
  });
  while (!ended) {
    const found = await api.messages();
    for (const { cluster } of found) await api.push(cluster);
    for (const { metadata } of api.cluster.namespaces())
      if (metadata.deletionTimestamp !== undefined) api.cluster.removeNamespace(metadata.name ?? '');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return done;
}

const pullpass = async (line: string, options?: CliOptions) => {
  const ran = await withWorker(
    runCli([...line.split(' '), '--api', api.url, '--kubeconfig', kubeconfig, '--debug'], options),
  );
  for (const said of [ran.stdout, ran.stderr]) {
    expect(said).not.toContain(api.cluster.tokenOf('admin'));
    expect(said).not.toMatch(/eyJ/);
  }
  return ran;
};

const roles = () => Object.values(api.cluster.contents().objects['roles'] ?? []) as Wire[];

test('from an admin’s kubeconfig to Healthy, by a credential that may do only what the targets need', async () => {
  const { code, stdout, stderr } = await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  expect(stderr).toContain(
    `To do this again without questions: pullpass bootstrap prod-eu-1 --context default --kubeconfig ${kubeconfig} --namespaces payments --service-accounts default --registry 123456789012/eu-west-1 --api ${api.url} -y`,
  );
  expect(stdout).toContain('The token lives 30 days, and PullPass renews it at half of that.');
  expect(stdout).toContain('prod-eu-1 is Healthy.\n');
  expect(code).toBe(0);
  const { body } = await api.send('GET', '/clusters/prod-eu-1');
  expect(body).toMatchObject({
    renew: true,
    registries: [{ name: 'main' }],
    targets: [{ namespaces: { include: ['payments'] }, serviceAccounts: ['default'] }],
    status: {
      phase: 'Healthy',
      kubeconfig: {
        identity: 'system:serviceaccount:pullpass:pullpass',
        server: api.endpoint.server,
        cluster: api.cluster.namespace('kube-system')?.metadata.uid,
      },
    },
  });
  expect(api.cluster.secret('payments', 'ecr-credentials')).toBeDefined();
  expect(
    roles()
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort(),
  ).toEqual(['payments/pullpass', 'pullpass/pullpass-renewal']);
});

test('run again, it changes nothing', async () => {
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  const before = (await api.send('GET', '/clusters/prod-eu-1')).body;
  const stored = api.cluster.contents();
  for (const line of [`bootstrap prod-eu-1 ${described} -y`, 'bootstrap prod-eu-1']) {
    const { code, stdout } = await pullpass(line);
    expect(stdout).toBe('prod-eu-1 is as it should be: nothing was changed.\n');
    expect(code).toBe(0);
  }
  expect((await api.send('GET', '/clusters/prod-eu-1')).body.version).toBe(before.version);
  expect(api.cluster.contents().version).toBe(stored.version);
});

test('--undo deregisters, and leaves nothing', async () => {
  const before = objects();
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  expect(objects()).not.toEqual(before);
  const { code, stdout, stderr } = await pullpass('bootstrap prod-eu-1 --undo -y');
  expect(stderr).toBe(
    '- prod-eu-1 in PullPass\n- RoleBinding payments/pullpass\n- RoleBinding pullpass/pullpass-renewal\n- Role payments/pullpass\n- Role pullpass/pullpass-renewal\n',
  );
  expect(stdout).toBe(
    'Removed: RoleBinding payments/pullpass, RoleBinding pullpass/pullpass-renewal, Role payments/pullpass, Role pullpass/pullpass-renewal, ServiceAccount pullpass/pullpass, Namespace pullpass.\n',
  );
  expect(code).toBe(0);
  expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
  expect(objects()).toEqual(before);
});

/** What there is in the cluster, by kind, namespace and name. */
function objects(): string[] {
  return Object.entries(api.cluster.contents().objects)
    .flatMap(([resource, all]) =>
      all.map(({ metadata }) => `${resource}/${metadata.namespace}/${metadata.name}`),
    )
    .sort();
}

test('without a terminal and without -y nothing is done', async () => {
  const before = objects();
  const { code, stderr } = await pullpass(`bootstrap prod-eu-1 ${described}`);
  expect(stderr).toContain('+ Role payments/pullpass: ');
  expect(stderr).toContain('Nobody can be asked here, and nothing was done.');
  expect(code).toBe(2);
  expect(objects()).toEqual(before);
});

test('-o yaml prints all manifests, and --dry-run too, and nothing is changed', async () => {
  const before = objects();
  for (const line of ['-o yaml', '--dry-run']) {
    const { code, stdout } = await pullpass(`bootstrap prod-eu-1 ${described} ${line}`);
    const kinds = parseAllDocuments(stdout).map((each) => (each.toJSON() as Wire).kind);
    expect(kinds).toEqual(['Namespace', 'ServiceAccount', 'Role', 'RoleBinding', 'Role', 'RoleBinding']);
    expect(code).toBe(0);
  }
  expect(objects()).toEqual(before);
  expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
});

test('several contexts and no --context, whatever is current', async () => {
  const config: Wire = parse(api.endpoint.kubeconfig('admin'));
  config.contexts.push({ ...config.contexts[0], name: 'other' });
  await writeFile(kubeconfig, JSON.stringify(config));
  const { code, stderr } = await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Which context\?\n→ Give --context\. Contexts in .*: default, other\.\n/);
});
