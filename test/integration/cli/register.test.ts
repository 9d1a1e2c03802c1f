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

/** A clock that advances a minute each time it is read. */
const laterEachTime = () => {
  let now = Date.now();
  return () => {
    now += 60_000;
    return now;
  };
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

test('one that is already registered is not changed', async () => {
  const { code, stderr } = await pullpass(`register prod-eu-1 --kubeconfig ${kubeconfig} ${described}`);
  expect(code).toBe(1);
  expect(stderr).toContain(
    'prod-eu-1 is registered already, and nothing was changed.\n→ pullpass get prod-eu-1 shows it.',
  );
});

test('a file describes a whole cluster, except its kubeconfig', async () => {
  const file = join(folder, 'cluster.yaml');
  await writeFile(
    file,
    'name: prod-eu-2\nregistries: [{ name: main, kind: ecr, accountId: "123456789012", region: eu-west-1 }]\ntargets: [{ kind: imagePullSecret, namespaces: { include: [payments] } }]\n',
  );
  const { code, stdout } = await pullpass(`register -f ${file} --kubeconfig ${kubeconfig} -o name`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'prod-eu-2\n' });
});

test('what a preflight found is reported with its remedy, and nothing is registered', async () => {
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
  ['register Prod --kubeconfig x', '"Prod" is not a valid cluster name.'],
  ['register prod --registry 1/eu', 'PullPass needs a credential for the cluster.'],
  [
    'register prod --kubeconfig /nonexistent',
    '--kubeconfig: /nonexistent cannot be read: there is no such file.',
  ],
  ['register prod --kubeconfig KUBECONFIG', 'Which registry?'],
  ['register prod --kubeconfig KUBECONFIG --registry 1/eu', 'Which namespaces?'],
  ['register prod --kubeconfig KUBECONFIG --registry 1/eu --namespaces a', '--registry is "1/eu".'],
  ['register --file KUBECONFIG --site a', '--site and --file both describe the cluster.'],
  ['register --file KUBECONFIG', '--file: KUBECONFIG is a kubeconfig.'],
  ['register prod --kubeconfig /dev/null', '--kubeconfig: /dev/null is empty.'],
  ['register --file - --kubeconfig -', '--file and --kubeconfig cannot both read standard input.'],
  [
    'register prod --kubeconfig KUBECONFIG --registry 123456789012/eu-west-1 --namespaces ,',
    'Which namespaces?',
  ],
  [
    'register prod --kubeconfig x --dry-run --wait',
    "error: option '--wait' cannot be used with option '--dry-run'",
  ],
])('`%s` is a usage error: exit code 2', async (line, said) => {
  const { code, stderr } = await pullpass(line.replace('KUBECONFIG', kubeconfig));
  expect(stderr.split('\n')[0]).toBe(said.replace('KUBECONFIG', kubeconfig));
  expect(code).toBe(2);
});

test('wrong fields are reported one by one, with what is expected', async () => {
  const { code, stderr } = await pullpass(
    `register prod-eu-3 --kubeconfig ${kubeconfig} --registry 123456789012/mars --namespaces Pay`,
  );
  expect(stderr).toContain(
    [
      'PUT /clusters/prod-eu-3 was answered with 422: The request is refused:',
      '  ✗ /registries/0/region is not well-formed: expected an AWS region such as eu-west-1',
      '  ✗ /targets/0/namespaces/include/0 is not well-formed: expected a namespace, or a glob of lower-case letters, digits, hyphens, * and ?',
      '→ docs/api.md has all fields.\n',
    ].join('\n'),
  );
  expect(code).toBe(1);
});

test('with --wait, and a first push that fails, it says why and exits with 1', async () => {
  const { code, stdout, stderr } = await pullpass(
    `register prod-eu-4 --kubeconfig ${kubeconfig} ${described} --no-preflight --wait`,
    { now: laterEachTime() },
  );
  expect(stdout).toContain('prod-eu-4 is registered; the first push is on its way.');
  expect(stderr).toContain('prod-eu-4 is not Healthy: no push finished within 3 minutes.');
  expect(code).toBe(1);
  await api.send('DELETE', '/clusters/prod-eu-4?force=true');
});

test('Ctrl-C while the kubeconfig is read from stdin ends it at once', async () => {
  const ending = new AbortController();
  const ran = pullpass(`register prod-eu-4 --kubeconfig - ${described}`, { signal: ending.signal });
  ending.abort('SIGINT');
  expect(await ran).toEqual({ code: 130, stdout: '', stderr: expect.not.stringContaining('fault') });
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
