import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCluster } from '../../shared/clusters/store/records.ts';
import type { Failure } from '../../shared/failure.ts';
import { connect } from '../../shared/kubernetes/connect.ts';
import { advice } from '../../shared/targets/advice.ts';
import { type Api, startApi } from '../integration/registration/anApi.ts';
import { runCli } from '../support/cli/runCli.ts';
import { withWorker } from '../support/cli/withWorker.ts';
import { type ControlPlane, startControlPlane } from '../support/controlplane/start.ts';

let plane: ControlPlane;
let api: Api;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  [plane, api] = await Promise.all([startControlPlane(), startApi()]);
  folder = await mkdtemp(join(tmpdir(), 'pullpass-revoke-'));
  environment = { KUBECONFIG: join(folder, 'admin.kubeconfig') };
  await writeFile(environment['KUBECONFIG'] ?? '', plane.kubeconfig({ token: plane.adminToken }));
  await plane.kubectl(['create', 'namespace', 'payments']);
  await plane.kubectl(['create', 'serviceaccount', 'default', '-n', 'payments']);
}, 300_000);
afterAll(async () => {
  await api?.stop();
  await plane?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The program, with a worker running beside it. */
async function pullpass(line: string) {
  const { code, stdout, stderr } = await withWorker(
    api,
    runCli([...line.split(' '), '--api', api.url, '-y'], { environment }),
  );
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

async function tokenInUse(): Promise<string> {
  const record = await readCluster(api.table, 'prod-eu-1');
  const { credential } = await api.world.vault.read('prod-eu-1', record?.kubeconfig.version ?? '');
  return 'token' in credential ? credential.token : '';
}

/** The user that the API server sees in a token; `unauthorized` if none. */
async function whoIs(token: string): Promise<string> {
  const { api: kubernetes, close } = connect(
    { server: plane.server, certificateAuthority: plane.ca, credential: { token } },
    { advice, deadline: Date.now() + 60_000, allowedCidrs: api.world.allowedCidrs },
  );
  return kubernetes
    .reviewSelf()
    .then(({ username }) => username)
    .catch((error: Failure) => error.kind)
    .finally(close);
}

const user = (name: string) => `system:serviceaccount:pullpass:${name}`;

test('rotate --revoke ends every token of a stolen credential that renews itself, and no push fails', async () => {
  await pullpass(
    'bootstrap prod-eu-1 --namespaces payments --service-accounts default --registry 123456789012/eu-west-1',
  );
  const stolen = await tokenInUse();
  // What a thief can do with it: make another token, which nobody else has seen.
  const made = await plane.kubectl(['create', 'token', 'pullpass', '-n', 'pullpass', '--duration', '24h'], {
    kubeconfig: plane.kubeconfig({ token: stolen }),
  });
  expect(await whoIs(made.trim())).toBe(user('pullpass'));
  await pullpass('rotate prod-eu-1 --context default');
  expect(await whoIs(stolen)).toBe(user('pullpass'));

  const said = await pullpass('rotate prod-eu-1 --context default --revoke');
  expect(said).toContain(
    'pullpass/pullpass is deleted, and a token of it is refused: all of them have ended.',
  );
  for (const token of [stolen, made.trim()]) expect(await whoIs(token)).toBe('unauthorized');
  expect(await whoIs(await tokenInUse())).toBe(user('pullpass-2'));

  const { body } = await api.send('GET', '/clusters/prod-eu-1');
  expect(body.status).toMatchObject({ phase: 'Healthy', kubeconfig: { identity: user('pullpass-2') } });
  const { body: trail } = await api.send('GET', '/clusters/prod-eu-1/events');
  expect(trail.items.filter(({ type }: { type: string }) => type === 'failed')).toEqual([]);
  const left = await plane.kubectl([
    ...['get', 'roles,rolebindings,clusterroles,clusterrolebindings,serviceaccounts', '-A', '-o', 'name'],
    ...['-l', 'pullpass.io/identity=pullpass.pullpass'],
  ]);
  expect(left.trim()).toBe('');
}, 240_000);
