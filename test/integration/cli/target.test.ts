import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { type Api, startApi } from '../registration/anApi.ts';

let api: Api;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  for (const name of ['payments', 'orders']) api.cluster.addNamespace(name);
  folder = await mkdtemp(join(tmpdir(), 'pullpass-target-'));
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const targets = [{ name: 'apps', kind: 'imagePullSecret', namespaces: { include: ['payments'] } }];
  const { status } = await api.send('POST', '/clusters', { body: api.registration({ targets }) });
  expect(status).toBe(201);
});
afterEach(() => api.send('DELETE', '/clusters/prod-eu-1?force=true'));

const pullpass = (line: string, options?: CliOptions) =>
  runCli([...line.split(' '), '--api', api.url], options);
const stored = async () => (await api.send('GET', '/clusters/prod-eu-1')).body;
const targetNames = async () => (await stored()).targets.map(({ name }: { name: string }) => name);

test('lists targets, for people and for scripts', async () => {
  expect((await pullpass('target list prod-eu-1')).stdout).toBe(
    'apps: imagePullSecret: secret ecr-credentials in namespace payments, for main\n',
  );
  expect((await pullpass('target ls prod-eu-1 -o name')).stdout).toBe('apps\n');
  expect(JSON.parse((await pullpass('target list prod-eu-1 -o json')).stdout)).toEqual(
    (await stored()).targets,
  );
});

test('adds a target that flags describe, with its checks and its plan, without a question', async () => {
  const { code, stdout } = await pullpass(
    'target add prod-eu-1 orders --namespaces orders --service-accounts default --secret-name ecr-orders',
  );
  expect(stdout).toContain('✓ permissions: ');
  expect(stdout).toContain(
    '\n+ Secret ecr-orders in namespace orders, for main, linked to service account default (new)\n',
  );
  expect(stdout.endsWith('\norders is added.\n')).toBe(true);
  expect(code).toBe(0);
  expect(await targetNames()).toEqual(['apps', 'orders']);
});

test('a dry run shows the checks and the plan, and changes nothing', async () => {
  const before = await stored();
  const { code, stdout } = await pullpass(
    'target add prod-eu-1 apps --namespaces orders --secret-name ecr-orders --dry-run',
  );
  expect(stdout).toContain('- ');
  expect(stdout.endsWith('apps could be replaced; nothing was changed.\n')).toBe(true);
  expect(code).toBe(0);
  expect((await stored()).version).toBe(before.version);
});

test('an existing one is replaced only after a question, with the plan before it', async () => {
  const line = 'target add prod-eu-1 apps --namespaces orders';
  const refused = await pullpass(line);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('prod-eu-1 already has a target apps: this replaces it.');
  expect(refused.stderr).toMatch(/\n✓ \d+ checks passed.\n/);
  expect(refused.stderr).toContain(
    '\n~ Secret ecr-credentials in namespace orders, for main (changed)\n! Secret ecr-credentials in namespace payments (not removed: set "prune")\n',
  );
  expect(refused.stderr).toContain('Add -y to do it without a question.');
  expect((await stored()).targets[0].namespaces).toEqual({ include: ['payments'] });

  const no = await pullpass(line, { terminal: 40, keys: 'n' });
  expect(no.code).toBe(2);
  expect((await stored()).targets[0].namespaces).toEqual({ include: ['payments'] });

  const yes = await pullpass(line, { terminal: 80, keys: 'y' });
  expect(yes.code).toBe(0);
  expect(yes.stdout).toContain('apps is replaced.');
  expect((await stored()).targets[0].namespaces).toEqual({ include: ['orders'] });

  const again = await pullpass(`${line} -y`);
  expect(again.stdout).toContain('apps is as it was.');
});

test('a file describes any kind of target', async () => {
  const file = join(folder, 'kaniko.yaml');
  await writeFile(
    file,
    'kind: dockerconfigjson\nsecretName: kaniko\nkey: config.json\nnamespaces: { include: [payments] }\n',
  );
  const { code } = await pullpass(`target add prod-eu-1 -f ${file} --no-preflight`);
  expect(code).toBe(0);
  expect(await targetNames()).toEqual(['apps', 'dockerconfigjson']);
});

test('removing shows what is removed, asks, and does it', async () => {
  await pullpass('target add prod-eu-1 orders --namespaces orders --secret-name ecr-orders');
  const dry = await pullpass('target remove prod-eu-1 orders --dry-run');
  expect(dry.stdout).toContain('- Secret ecr-orders');
  expect(await targetNames()).toEqual(['apps', 'orders']);

  const refused = await pullpass('target remove prod-eu-1 orders');
  expect(refused.stderr).toContain('- Secret ecr-orders');
  expect(refused.code).toBe(2);

  const { code, stdout } = await pullpass('target remove prod-eu-1 orders', { terminal: 80, keys: 'y' });
  expect(stdout).toContain('orders is no longer a target of prod-eu-1.');
  expect(code).toBe(0);
  expect(await targetNames()).toEqual(['apps']);
});

test('the last one stays, and the remedy names commands', async () => {
  const { code, stderr } = await pullpass('target remove prod-eu-1 apps -y');
  expect(stderr).toBe(
    'DELETE /clusters/prod-eu-1/targets/apps was answered with 409: "apps" is the only target of the cluster "prod-eu-1".\n→ A cluster has at least one. pullpass pause prod-eu-1 stops its pushes; pullpass deregister prod-eu-1 removes what PullPass wrote there, and forgets the cluster.\n',
  );
  expect(code).toBe(1);
});

test('a change by somebody else between the plan and the answer is not overwritten', async () => {
  const { promise: keys, resolve } = Promise.withResolvers<string>();
  const { code, stderr } = await pullpass('target add prod-eu-1 apps --namespaces orders', {
    terminal: 80,
    keys,
    said: (text) => {
      if (!text.includes('Replace the target')) return;
      const headers = { 'content-type': 'application/merge-patch+json' };
      const changed = api.send('PATCH', '/clusters/prod-eu-1', {
        headers,
        body: { refreshEveryMinutes: 30 },
      });
      resolve(changed.then(() => 'y'));
    },
  });
  expect(stderr).toContain('was answered with 412');
  expect(code).toBe(1);
  expect((await stored()).targets[0].namespaces).toEqual({ include: ['payments'] });
});

test('registries are listed, added and removed in the same way', async () => {
  const added = await pullpass('registry add prod-eu-1 us --ecr 123456789012/us-east-1 --probe team/app:1');
  expect(added.stdout).toContain('us is added.');
  expect((await pullpass('registry list prod-eu-1')).stdout).toBe(
    'main: ECR of 123456789012 in eu-west-1\nus: ECR of 123456789012 in us-east-1, tried with team/app:1\n',
  );
  const removed = await pullpass('registry remove prod-eu-1 us -y');
  expect(removed.stdout).toContain('us is no longer a registry of prod-eu-1.');
  expect((await pullpass('registry list prod-eu-1 -o name')).stdout).toBe('main\n');
});

test('what is still to be removed is shown, and given up after a question', async () => {
  await pullpass('target add prod-eu-1 orders --namespaces orders --secret-name ecr-orders');
  await pullpass('target remove prod-eu-1 orders -y');
  const shown = await pullpass('removals prod-eu-1');
  expect(shown.stdout).toContain('- Secret ecr-orders in namespace orders');
  expect(JSON.parse((await pullpass('removals prod-eu-1 -o json')).stdout)).toEqual(
    (await stored()).status.removing,
  );

  expect((await pullpass('removals prod-eu-1 --give-up')).code).toBe(2);
  expect((await stored()).status.removing).toHaveLength(1);
  const { code, stdout, stderr } = await pullpass('removals prod-eu-1 --give-up', {
    terminal: 40,
    keys: 'y',
  });
  expect(stderr).toContain('! Secret ecr-orders');
  expect(stdout.replace(/\s+/g, ' ')).toContain('It stays in prod-eu-1');
  expect(code).toBe(0);
  expect((await stored()).status.removing).toBeUndefined();
  expect((await pullpass('removals prod-eu-1 --give-up')).stdout).toBe(
    'Nothing is left to remove from prod-eu-1.\n',
  );
});

test.each([
  ['target add prod-eu-1', 'Which namespaces?'],
  ['target add prod-eu-1 Apps --namespaces a', '"Apps" is not a valid target name.'],
  ['target add prod-eu-1 -f FILE --namespaces a', 'Flags and --file both describe the target.'],
  ['target add prod-eu-1 b -f FILE', 'The file calls the target "a", and the command line "b".'],
  ['target add prod-eu-1 -f /nonexistent', '--file: /nonexistent cannot be read: there is no such file.'],
  ['target add prod-eu-1 -f LIST', '--file: LIST does not describe one target.'],
  [
    'target add prod-eu-1 -f BROKEN',
    '--file: BROKEN is neither JSON nor YAML (line 1): BLOCK_AS_IMPLICIT_KEY.',
  ],
  ['target remove prod-eu-1', "error: missing required argument 'target'"],
  ['target', 'Usage: pullpass target [options] [command]'],
  ['registry add prod-eu-1', 'Which registry?'],
  ['registry add prod-eu-1 a --ecr 1/eu', '--ecr is "1/eu".'],
])('`%s` is a usage error: exit code 2', async (line, said) => {
  const files = { FILE: 'name: a\nkind: keys\n', LIST: '- a\n', BROKEN: 'a: b: c\n' };
  const at = (name: string) => join(folder, name.toLowerCase());
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
  const placed = (text: string) => text.replace(/FILE|LIST|BROKEN/g, at);
  const { code, stderr } = await pullpass(placed(line));
  expect(stderr.split('\n')[0]).toBe(placed(said));
  expect(code).toBe(2);
});

test.each([
  ['target add nope --namespaces a', 'There is no cluster "nope".', 'pullpass list'],
  ['target remove prod-eu-1 nope -y', 'has no target of that name', 'pullpass target add prod-eu-1 nope'],
  ['removals nope', 'There is no cluster "nope".', 'pullpass list'],
])('`%s` says what exists', async (line, said, remedy) => {
  const { code, stderr } = await pullpass(line);
  expect(stderr).toContain(said);
  expect(stderr).toContain(remedy);
  expect(code).toBe(1);
});

test('what is wrong with a target as a whole is a sentence of its own', async () => {
  const { code, stderr } = await pullpass('target add prod-eu-1 twin --namespaces payments');
  expect(stderr).toContain('\n  ✗ writes the secret "ecr-credentials" in namespace payments');
  expect(code).toBe(1);
});
