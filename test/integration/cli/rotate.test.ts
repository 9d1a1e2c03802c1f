import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import type { Failure } from '../../../shared/failure.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { emptyNamespaces } from '../../support/cli/emptyNamespaces.ts';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { withWorker } from '../../support/cli/withWorker.ts';
import { type Api, startApi, type Wire } from '../registration/anApi.ts';

let api: Api;
let folder: string;
let environment: Record<string, string>;

beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('payments');
  folder = await mkdtemp(join(tmpdir(), 'pullpass-rotate-'));
  const KUBECONFIG = join(folder, 'admin.kubeconfig');
  await writeFile(KUBECONFIG, api.endpoint.kubeconfig('admin'));
  environment = { KUBECONFIG };
});
afterEach(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Whether the worker does nothing for now. */
let held = false;

const pullpass = async (line: string, options?: CliOptions) => {
  const ran = await withWorker(
    api,
    runCli([...line.split(' '), '--api', api.url, '--debug'], { environment, ...options }),
    { also: () => emptyNamespaces(api.cluster), held: () => held },
  );
  for (const said of [ran.stdout, ran.stderr]) expect(said).not.toMatch(/eyJ/);
  return ran;
};

const bootstrapped = async (name = 'prod-eu-1', more = '') => {
  const { code, stderr } = await pullpass(
    `bootstrap ${name} --namespaces payments --registry 123456789012/eu-west-1 --service-accounts default -y${more}`,
  );
  if (code !== 0) throw new Error(stderr);
};

const read = async (name = 'prod-eu-1'): Promise<Wire> => (await api.send('GET', `/clusters/${name}`)).body;
const tokenInUse = async (name = 'prod-eu-1'): Promise<string> => {
  const record = await readCluster(api.table, name);
  const { credential } = await api.world.vault.read(name, record?.kubeconfig.version ?? '');
  return 'token' in credential ? credential.token : '';
};
const accounts = () =>
  (Object.values(api.cluster.contents().objects['serviceaccounts'] ?? []) as Wire[])
    .filter(({ metadata }) => metadata.namespace === 'pullpass' && metadata.name !== 'default')
    .map(({ metadata }) => metadata.name)
    .sort();
/** The user that the API server sees in a token. */
async function whoIs(token: string): Promise<string> {
  const { api: kubernetes, close } = connect(
    { server: api.endpoint.server, certificateAuthority: api.endpoint.ca, credential: { token } },
    { advice, deadline: Date.now() + 60_000, allowedCidrs: api.world.allowedCidrs },
  );
  return kubernetes
    .reviewSelf()
    .then(({ username }) => username)
    .catch((error: Failure) => error.kind)
    .finally(close);
}

test('a new token of the same service account, made with the admin’s own credential', async () => {
  await bootstrapped();
  const before = [await tokenInUse(), await read()] as const;
  const { code, stdout, stderr } = await pullpass('rotate prod-eu-1 --context default --token-life 12h');
  expect(stderr).toBe('');
  expect(stdout).toContain('prod-eu-1 has its new credential.\n');
  expect(stdout).toContain('The token lives 12 hours, and PullPass renews it at half of that.\n');
  expect(code).toBe(0);
  expect(await tokenInUse()).not.toBe(before[0]);
  const after = await read();
  const { expiresAt: _, renewsAt: __, ...same } = before[1].status.kubeconfig;
  expect(after.status.kubeconfig).toMatchObject(same);
  expect(after).toMatchObject({ renew: true, version: before[1].version + 1 });
  expect(accounts()).toEqual(['pullpass']);
});

const user = (name: string) => `system:serviceaccount:pullpass:${name}`;
const objects = () =>
  Object.entries(api.cluster.contents().objects)
    .flatMap(([resource, all]) =>
      (Object.values(all) as Wire[]).map(
        ({ metadata }) => `${resource}/${metadata.namespace}/${metadata.name}`,
      ),
    )
    .sort();

test('--revoke: another service account takes over, no push fails, and every old token ends', async () => {
  const empty = objects();
  await bootstrapped();
  const stolen = await tokenInUse();
  // A thief of a credential that renews itself has made one of their own.
  await pullpass('rotate prod-eu-1 --context default');
  const second = await tokenInUse();
  expect(await whoIs(stolen)).toBe(user('pullpass'));

  const { code, stdout, stderr } = await pullpass('rotate prod-eu-1 --context default --revoke -y');
  expect(stderr).toBe('');
  expect(stdout).toBe(
    'prod-eu-1 uses pullpass/pullpass-2 now, and a push has succeeded with it.\npullpass/pullpass is deleted, and a token of it is refused: all of them have ended.\n',
  );
  expect(code).toBe(0);
  expect(accounts()).toEqual(['pullpass-2']);
  expect(await read()).toMatchObject({
    renew: true,
    status: { phase: 'Healthy', kubeconfig: { identity: user('pullpass-2') } },
  });
  for (const token of [stolen, second]) expect(await whoIs(token)).toBe('unauthorized');
  expect(await whoIs(await tokenInUse())).toBe(user('pullpass-2'));
  const failed = (await api.send('GET', '/clusters/prod-eu-1/events')).body.items.filter(
    ({ type }: Wire) => type === 'failed',
  );
  expect(failed).toEqual([]);
  expect(objects().filter((each) => /pullpass$/.test(each))).toEqual(['namespaces/undefined/pullpass']);

  // What follows continues with the identity in use.
  const again = await pullpass('bootstrap prod-eu-1 --context default');
  expect(again.stdout).toBe('prod-eu-1 is as it should be: nothing was changed.\n');
  expect((await pullpass('rotate prod-eu-1 --context default --revoke -y')).code).toBe(0);
  expect(accounts()).toEqual(['pullpass-3']);
  const undone = await pullpass('bootstrap prod-eu-1 --context default --undo -y');
  expect([undone.code, undone.stderr]).toEqual([0, expect.any(String)]);
  expect(objects()).toEqual(empty);
});

test('--revoke is shown and asked about, and --dry-run changes nothing', async () => {
  await bootstrapped();
  const before = [objects(), await read()];
  const asked = await pullpass('rotate prod-eu-1 --context default --revoke');
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('A new service account, pullpass/pullpass-2, and what it may do:');
  expect(asked.stderr).toContain(
    'Give prod-eu-1 the service account pullpass/pullpass-2, and delete pullpass/pullpass? There is no terminal to ask on, so nothing was done.',
  );
  const dry = await pullpass('rotate prod-eu-1 --context default --revoke --dry-run');
  expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('name: pullpass-2')]);
  expect([objects(), await read()]).toEqual(before);
});

test('if no push succeeds with the new identity, the old one stays, and the same command continues', async () => {
  await bootstrapped();
  const stolen = await tokenInUse();
  held = true;
  const controller = new AbortController();
  const interrupted = pullpass('rotate prod-eu-1 --context default --revoke -y', {
    signal: controller.signal,
  });
  while ((await read()).status.kubeconfig.identity !== user('pullpass-2'))
    await new Promise((resolve) => setTimeout(resolve, 50));
  controller.abort();
  const { code, stderr } = await interrupted;
  held = false;
  expect(code).toBe(130);
  expect(stderr).toContain('prod-eu-1 uses the service account pullpass/pullpass-2.');
  expect(stderr).toContain(
    `Then go on: pullpass rotate prod-eu-1 --context default --revoke --api ${api.url}`,
  );
  expect(accounts()).toEqual(['pullpass', 'pullpass-2']);
  expect(await whoIs(stolen)).toBe(user('pullpass'));

  const again = await pullpass('rotate prod-eu-1 --context default --revoke -y');
  expect(again.stderr).toBe('');
  expect(again.stdout).toContain('pullpass/pullpass is deleted');
  expect(again.stdout).toContain('pullpass/pullpass-2 is deleted');
  expect(accounts()).toEqual(['pullpass-3']);
  expect(await whoIs(stolen)).toBe('unauthorized');
});

test('after an interruption before the rotation, the same new identity is used', async () => {
  await bootstrapped();
  const controller = new AbortController();
  const interrupted = pullpass('rotate prod-eu-1 --context default --revoke -y', {
    signal: controller.signal,
  });
  while (!accounts().includes('pullpass-2')) await new Promise((resolve) => setTimeout(resolve, 1));
  controller.abort();
  expect((await interrupted).code).toBe(130);
  const { code } = await pullpass('rotate prod-eu-1 --context default --revoke -y');
  expect(code).toBe(0);
  expect(accounts()).toHaveLength(1);
  expect(accounts()[0]).toMatch(/^pullpass-[23]$/);
});

test('a token of the deleted service account that is still accepted after two minutes is an error', async () => {
  await bootstrapped();
  let ahead = 0;
  const handle = api.cluster.handle.bind(api.cluster);
  api.cluster.handle = (request) => {
    const answer = handle(request);
    if (answer.status !== 401) return answer;
    ahead += 61_000;
    return { ...answer, status: 201 };
  };
  const { code, stderr } = await pullpass('rotate prod-eu-1 --context default --revoke -y', {
    now: () => Date.now() + ahead,
  });
  expect(stderr).toContain(
    'The service account pullpass/pullpass is deleted, and a token of it is still accepted after two minutes.',
  );
  expect(stderr).toContain('--service-account-lookup=false');
  expect(code).toBe(1);
  expect(accounts()).toEqual(['pullpass-2']);
});

test('an identity that another name uses too is not deleted', async () => {
  await bootstrapped();
  const body = {
    ...api.registration({
      name: 'prod-eu-2',
      targets: [
        {
          kind: 'imagePullSecret',
          namespaces: { include: ['payments'] },
          serviceAccounts: ['default'],
          adopt: true,
        },
      ],
    }),
    kubeconfig: api.endpoint.kubeconfigWithToken(await tokenInUse()),
  };
  const { status, text } = await api.send('POST', '/clusters', { body });
  expect([status, text]).toEqual([201, expect.any(String)]);
  const before = objects();
  const { code, stderr } = await pullpass('rotate prod-eu-1 --context default --revoke -y');
  expect(stderr).toContain('prod-eu-2 is the same cluster and uses the same service account');
  expect(code).toBe(1);
  expect(objects()).toEqual(before);
});

test('bootstrap of another name of the same cluster takes nothing from the first one’s service account', async () => {
  await bootstrapped();
  api.cluster.addNamespace('orders');
  const before = objects();
  const line =
    'bootstrap prod-eu-2 --namespaces orders --registry 123456789012/eu-west-1 --service-accounts default -y';
  const { code, stderr } = await pullpass(line);
  expect(stderr).toContain('prod-eu-1 is a name of the same cluster');
  expect(stderr).toContain('--identity pullpass/prod-eu-2');
  expect(code).toBe(2);
  expect(objects()).toEqual(before);
  expect((await pullpass(`${line} --identity pullpass/prod-eu-2`)).code).toBe(0);
  expect(objects()).toEqual(expect.arrayContaining(before));
});

test('a service account that bootstrap did not make is not deleted, and any other user is refused', async () => {
  api.cluster.addNamespace('team-a');
  expect((await api.send('POST', '/clusters', { body: api.registration() })).status).toBe(201);
  for (const more of ['', ' --revoke -y']) {
    const { code, stderr } = await pullpass(`rotate prod-eu-1 --context default${more}`);
    expect(code).toBe(1);
    expect(stderr).toContain('The credential of prod-eu-1 belongs to admin, which is not a service account');
  }
});

test('a successor that belongs to somebody else is skipped', async () => {
  await bootstrapped();
  await bootstrapped('prod-eu-2', ' --identity pullpass/pullpass-2');
  const { code } = await pullpass('rotate prod-eu-1 --context default --revoke -y');
  expect(code).toBe(0);
  expect(accounts()).toEqual(['pullpass-2', 'pullpass-3']);
  expect((await read('prod-eu-2')).status.kubeconfig.identity).toBe(user('pullpass-2'));
  expect(await whoIs(await tokenInUse('prod-eu-2'))).toBe(user('pullpass-2'));
});

const misuses: [line: string, expected: RegExp][] = [
  ['rotate prod-eu-1', /Which credential should prod-eu-1 get\?/],
  ['rotate prod-eu-1 --revoke --kubeconfig x', /takes no --kubeconfig/],
  ['rotate prod-eu-1 --revoke --no-preflight --context default', /so it needs the preflight/],
  ['rotate prod-eu-1 --context other', /There is no context "other"/],
  ['rotate prod-eu-1 --context default --token-life 5m', /Expected a life from 20m/],
];
test.each(misuses)('%s', async (line, expected) => {
  const { code, stderr } = await pullpass(line);
  expect([code, stderr]).toEqual([2, expect.stringMatching(expected)]);
});

test('a context of another cluster is refused', async () => {
  await bootstrapped();
  api.cluster.removeNamespace('kube-system');
  api.cluster.addNamespace('kube-system');
  for (const more of ['', ' --revoke -y']) {
    const { code, stderr } = await pullpass(`rotate prod-eu-1 --context default${more}`);
    expect([code, stderr]).toEqual([2, expect.stringContaining('leads to another cluster')]);
  }
});
