import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, startApi } from '../integration/registration/anApi.ts';
import { runCli } from '../support/cli/runCli.ts';
import { withWorker } from '../support/cli/withWorker.ts';
import { made } from '../support/openshift/made.ts';
import { finishNamespaces } from '../support/openshift/projects.ts';
import { type RbacGround, startRbacGround } from '../support/rbac/ground.ts';
import { left } from '../support/rbac/left.ts';

/** The program used by a dedicated-admin of ROSA; test/support/openshift has their rules and the source. */
let ground: RbacGround;
let api: Api;
let folder: string;
beforeAll(async () => {
  [ground, api] = await Promise.all([startRbacGround(['payments', 'team-a']), startApi()]);
  folder = await mkdtemp(join(tmpdir(), 'pullpass-dedicated-'));
  await writeFile(join(folder, 'kubeconfig'), ground.plane.kubeconfig({ user: 'dedicated' }));
  made(
    await ground.admin.post('/api/v1/namespaces/payments/serviceaccounts', { metadata: { name: 'default' } }),
  );
}, 600_000);
afterAll(async () => {
  await api?.stop();
  await ground?.stop();
  await rm(folder, { recursive: true, force: true });
});

const identity = { namespace: 'pullpass', name: 'pullpass' };
const registry = '--registry 123456789012/eu-west-1';

const pullpass = (line: string) =>
  withWorker(
    api,
    runCli([...line.split(' '), '--api', api.url, '-y'], {
      environment: { KUBECONFIG: join(folder, 'kubeconfig') },
    }),
    { also: () => finishNamespaces(ground.admin) },
  );

test('globs are refused before anything is written, with the target and the missing rules', async () => {
  const { code, stderr } = await pullpass(`bootstrap prod-eu-1 --namespaces team-* ${registry}`);
  expect(code).toBe(1);
  expect(stderr).toContain(
    'You may not grant PullPass all that its targets need. Nothing was made or changed.',
  );
  expect(await left(ground.admin, identity)).toEqual([]);
  expect((await ground.admin.get('/api/v1/namespaces/pullpass')).status).toBe(404);
  expect((await api.send('GET', '/clusters')).body.items).toEqual([]);
}, 240_000);

test('literal namespaces become Healthy, through a project of their own, and --undo leaves nothing behind', async () => {
  const { code, stdout, stderr } = await pullpass(
    `bootstrap prod-eu-1 --namespaces payments --service-accounts default ${registry}`,
  );
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('prod-eu-1 is Healthy.');
  const { body } = await api.send('GET', '/clusters/prod-eu-1');
  expect(body).toMatchObject({
    renew: true,
    status: { phase: 'Healthy', kubeconfig: { identity: 'system:serviceaccount:pullpass:pullpass' } },
  });
  const secrets = '/api/v1/namespaces/payments/secrets/ecr-credentials';
  expect((await ground.admin.get(secrets)).status).toBe(200);

  const undone = await pullpass('bootstrap prod-eu-1 --undo');
  expect({ code: undone.code, stderr: undone.code === 0 ? '' : undone.stderr }).toEqual({
    code: 0,
    stderr: '',
  });
  expect(await left(ground.admin, identity)).toEqual([]);
  for (const path of [secrets, '/api/v1/namespaces/pullpass'])
    expect((await ground.admin.get(path)).status).toBe(404);
  expect((await api.send('GET', '/clusters')).body.items).toEqual([]);
}, 240_000);
