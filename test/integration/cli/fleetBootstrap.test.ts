import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runCli } from '../../support/cli/runCli.ts';
import { withWorker } from '../../support/cli/withWorker.ts';
import { leaks } from '../../support/encodings.ts';
import { type Workspace, workspace } from '../../support/fleetfile/workspace.ts';
import { type Api, startApi, type Wire } from '../registration/anApi.ts';

let api: Api;
let files: Workspace;
beforeEach(async () => {
  api = await startApi();
  for (const namespace of ['payments', 'checkout']) api.cluster.addNamespace(namespace);
  files = await workspace();
  await files.write('admin.kubeconfig', api.endpoint.kubeconfig('admin'));
});
afterEach(async () => {
  await files.clear();
  await api.stop();
});

/** `namespaces`: written as a YAML list. */
const fleetOf = (namespaces: string, bootstrap = 'kubeconfig: admin.kubeconfig') =>
  files.write(
    'fleet.yaml',
    `clusters:
  - name: prod-eu-1
    registries: [{ name: main, kind: ecr, accountId: "123456789012", region: eu-west-1 }]
    targets: [{ kind: imagePullSecret, namespaces: { include: [${namespaces}] } }]
    access: { bootstrap: { ${bootstrap} } }
`,
  );

const pullpass = async (line: string) => {
  const ran = await withWorker(api, runCli([...line.split(' '), '--api', api.url, '--debug']));
  expect(leaks(`${ran.stdout}${ran.stderr}`, api.cluster.tokenOf('admin'))).toEqual([]);
  return ran;
};

const roles = () =>
  (Object.values(api.cluster.contents().objects['roles'] ?? []) as Wire[])
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .sort();

test('an admin’s context makes a cluster’s credential, and diff shows its RBAC beforehand', async () => {
  const fleet = await fleetOf('payments');
  const diff = await pullpass(`diff -f ${fleet}`);
  expect(diff.stdout).toContain(
    '+ prod-eu-1: to be registered\n    credential: a new token, made with admin.kubeconfig; PullPass renews it\n',
  );
  expect(diff.stdout).toMatch(/^ {6}\+ Role payments\/pullpass: /m);
  expect(diff.code).toBe(3);
  expect(roles()).toEqual([]);

  const applied = await pullpass(`apply -f ${fleet} -y`);
  expect(applied).toMatchObject({ code: 0 });
  expect(roles()).toEqual(['payments/pullpass', 'pullpass/pullpass-renewal']);
  const { body } = await api.send('GET', '/clusters/prod-eu-1');
  expect(body).toMatchObject({
    renew: true,
    status: { kubeconfig: { identity: 'system:serviceaccount:pullpass:pullpass' } },
  });

  expect(await pullpass(`apply -f ${fleet} -y`)).toMatchObject({
    code: 0,
    stdout: '= 1 cluster unchanged\n',
  });
});

test('a target that changes takes its RBAC along, and the credential stays', async () => {
  await pullpass(`apply -f ${await fleetOf('payments')} -y`);
  const before = (await api.send('GET', '/clusters/prod-eu-1')).body;
  const fleet = await fleetOf('checkout');
  const diff = await pullpass(`diff -f ${fleet}`);
  expect(diff.stdout).toMatch(/^ {6}\+ Role checkout\/pullpass: /m);
  expect(diff.stdout).toContain('      - Role payments/pullpass: nothing needs it any more\n');
  expect(await pullpass(`apply -f ${fleet} -y`)).toMatchObject({ code: 0 });
  expect(roles()).toEqual(['checkout/pullpass', 'pullpass/pullpass-renewal']);
  const { body } = await api.send('GET', '/clusters/prod-eu-1');
  expect(body.status.kubeconfig.expiresAt).toBe(before.status.kubeconfig.expiresAt);
});

test('--rotate makes a new token', async () => {
  const fleet = await fleetOf('payments');
  await pullpass(`apply -f ${fleet} -y`);
  const { code, stdout } = await pullpass(`apply -f ${fleet} -y --rotate`);
  expect(stdout).toMatch(/^✓ prod-eu-1: /);
  expect(code).toBe(0);
});

test.each([
  ['a missing context', 'kubeconfig: admin.kubeconfig, context: nobody', 'There is no context "nobody".'],
  ['a missing file', 'kubeconfig: none.kubeconfig', 'there is no such file'],
  ['an invalid life', 'kubeconfig: admin.kubeconfig, tokenLife: soon', 'must be a life from 20m to 3650d'],
  [
    'both ways',
    'kubeconfig: admin.kubeconfig }, kubeconfig: { file: admin.kubeconfig',
    'needs either kubeconfig or bootstrap',
  ],
])('%s: reported, and nothing is made', async (_, bootstrap, message) => {
  const { code, stdout, stderr } = await pullpass(`apply -f ${await fleetOf('payments', bootstrap)} -y`);
  expect(stdout + stderr).toContain(message);
  expect(code).not.toBe(0);
  expect(roles()).toEqual([]);
  expect((await api.send('GET', '/clusters')).body.items).toEqual([]);
});
