import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { type Api, startApi } from '../registration/anApi.ts';

let api: Api;
let folder: string;
let kubeconfig: string;
let token: string;
beforeAll(async () => {
  api = await startApi();
  api.cluster.addNamespace('payments');
  folder = await mkdtemp(join(tmpdir(), 'pullpass-register-'));
  const text: string = api.registration({}).kubeconfig;
  token = /token: *"?([^"\s]+)/.exec(text)?.[1] ?? /"token": *"([^"]+)"/.exec(text)?.[1] ?? '';
  kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, text);
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

const pullpass = async (line: string, options?: CliOptions) => {
  const ran = await runCli([...line.split(' '), '--api', api.url, '--debug'], options);
  expect(token).not.toBe('');
  for (const said of [ran.stdout, ran.stderr])
    for (const form of [token, Buffer.from(token).toString('base64'), encodeURIComponent(token)])
      expect(said).not.toContain(form);
  return ran;
};

const described = '--registry 123456789012/eu-west-1 --namespaces payments --service-accounts default';

test('a dry run checks, says what would be written, and stores nothing', async () => {
  const { code, stdout } = await pullpass(
    `register prod-eu-1 --kubeconfig ${kubeconfig} ${described} --dry-run`,
  );
  expect(stdout).toContain('✓ identity: ');
  expect(stdout).toContain('\n+ ');
  expect(stdout.endsWith('prod-eu-1 could be registered; nothing was stored.\n')).toBe(true);
  expect(code).toBe(0);
  expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
});

test('a cluster is registered as the flags describe it', async () => {
  const { code, stdout } = await pullpass(
    `register prod-eu-1 --kubeconfig ${kubeconfig} ${described} --registry 210987654321/us-east-1 --label env=prod -o json`,
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'prod-eu-1',
    labels: { env: 'prod' },
    registries: [
      { name: 'main', accountId: '123456789012', region: 'eu-west-1' },
      { name: 'ecr-210987654321-us-east-1', accountId: '210987654321' },
    ],
    targets: [
      { secretName: 'ecr-credentials', namespaces: { include: ['payments'] }, serviceAccounts: ['default'] },
    ],
  });
});

test('one that is registered already is not changed', async () => {
  const { code, stderr } = await pullpass(`register prod-eu-1 --kubeconfig ${kubeconfig} ${described}`);
  expect(code).toBe(1);
  expect(stderr).toContain(
    'prod-eu-1 is registered already, and nothing was changed.\n→ pullpass get prod-eu-1 shows it.',
  );
});

test('a file describes a whole cluster, its kubeconfig apart', async () => {
  const file = join(folder, 'cluster.yaml');
  await writeFile(
    file,
    'name: prod-eu-2\nregistries: [{ name: main, kind: ecr, accountId: "123456789012", region: eu-west-1 }]\ntargets: [{ kind: imagePullSecret, namespaces: { include: [payments] } }]\n',
  );
  const { code, stdout } = await pullpass(`register -f ${file} --kubeconfig ${kubeconfig} -o name`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'prod-eu-2\n' });
});

test('what a preflight found is told with its remedy, and nothing is registered', async () => {
  const { code, stderr } = await pullpass(
    `register prod-eu-3 --kubeconfig ${kubeconfig} ${described.replace('payments', 'nowhere')}`,
  );
  expect(stderr).toContain('PUT /clusters/prod-eu-3 was answered with 422');
  expect(stderr).toContain('or skip the checks with --no-preflight.');
  expect(stderr).toContain('✗ namespaces: There is no namespace nowhere.\n    → Create what is missing');
  expect(code).toBe(1);
});

test.each([
  ['register', 'Which cluster?'],
  ['register Prod --kubeconfig x', '"Prod" is no name of a cluster.'],
  ['register prod --registry 1/eu', 'PullPass needs a credential for the cluster.'],
  [
    'register prod --kubeconfig /nonexistent',
    '--kubeconfig: /nonexistent cannot be read: there is no such file.',
  ],
  ['register prod --kubeconfig KUBECONFIG', 'Which registry?'],
  ['register prod --kubeconfig KUBECONFIG --registry 1/eu', 'Which namespaces?'],
  ['register prod --kubeconfig KUBECONFIG --registry 1/eu --namespaces a', '--registry is "1/eu".'],
  ['register --file KUBECONFIG --site a', '--site and --file both describe the cluster.'],
])('`%s` is a wrong use: exit code 2', async (line, said) => {
  const { code, stderr } = await pullpass(line.replace('KUBECONFIG', kubeconfig));
  expect(stderr.startsWith(`${said}\n`)).toBe(true);
  expect(code).toBe(2);
});

test('a credential is rotated after its checks', async () => {
  const before = (await api.send('GET', '/clusters/prod-eu-1')).body.version;
  const { code, stdout } = await pullpass(`rotate prod-eu-1 --kubeconfig ${kubeconfig} --no-preflight`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'prod-eu-1 has its new credential.\n' });
  expect((await api.send('GET', '/clusters/prod-eu-1')).body.version).toBe(before + 1);
});

test('deregistering says what is removed, asks even for one, and does it', async () => {
  expect((await pullpass('deregister prod-eu-2')).code).toBe(2);
  const { code, stdout, stderr } = await pullpass('deregister prod-eu-2', { terminal: 80, keys: 'y' });
  expect(stderr).toContain('- ');
  expect(stdout).toContain('✓ prod-eu-2: what PullPass wrote is being removed');
  expect(code).toBe(0);
  expect((await api.send('GET', '/clusters/prod-eu-2')).body.status.phase).toBe('Deregistering');
});

test('pausing and resuming', async () => {
  expect((await pullpass('pause prod-eu-1')).stdout).toBe('✓ prod-eu-1: paused\n');
  expect((await pullpass('list --phase Paused -o name')).stdout).toBe('prod-eu-1\n');
  expect((await pullpass('resume --phase Paused -y')).stdout).toBe(
    '✓ prod-eu-1: resumed; a push is on its way\n',
  );
});
