import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { type Api, startApi } from '../registration/anApi.ts';

let api: Api;
const names = ['prod-eu-1', 'prod-eu-2', 'staging-1'];
beforeAll(async () => {
  api = await startApi();
  for (const name of names)
    await api.send('POST', '/clusters?preflight=false', {
      body: api.registration({ name, labels: { env: name.split('-')[0] } }),
    });
});
afterAll(() => api.stop());

const pullpass = (line: string, options?: CliOptions) =>
  runCli([...line.split(' '), '--api', api.url], options);

test('the names of all clusters, one per line, for scripts', async () => {
  expect(await pullpass('list -o name')).toEqual({ code: 0, stdout: `${names.join('\n')}\n`, stderr: '' });
});

test('those with a label, as JSON like the API’s', async () => {
  const { stdout } = await pullpass('list --label env=prod -o json');
  const listed = JSON.parse(stdout);
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(['prod-eu-1', 'prod-eu-2']);
  expect(listed[0]).toEqual((await api.send('GET', '/clusters')).body.items[0]);
});

test.each([80, 40])(
  'a list fits a terminal of %i columns, and suggests what to type next',
  async (terminal) => {
    const { stdout, stderr } = await pullpass('list', { terminal });
    for (const line of [...stdout.split('\n'), ...stderr.split(/[\r\n]/)])
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(terminal);
    expect(stdout).toContain('prod-eu-1');
    expect(stderr.replace(/\s+/g, ' ')).toContain(`One whole: pullpass get prod-eu-1 --api ${api.url}`);
  },
);

test('several at once are not touched if nobody can be asked', async () => {
  const { code, stderr } = await pullpass('refresh --all');
  expect(code).toBe(2);
  expect(stderr).toBe(
    'Push to 3 clusters? There is no terminal to ask on, so nothing was done.\n→ Add -y to do it without a question.\n',
  );
});

test('with -y all are requested, and the results are reported one by one', async () => {
  const { code, stdout } = await pullpass('refresh --label env=prod -y');
  expect(code).toBe(0);
  expect(stdout).toBe('✓ prod-eu-1: a push is on its way\n✓ prod-eu-2: a push is on its way\n');
});

test('one that fails stops no other, and says why in the API’s words', async () => {
  const { code, stdout } = await pullpass('refresh prod-eu-1 nope -y -o json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual([
    { name: 'prod-eu-1', result: 'done' },
    {
      name: 'nope',
      result: 'failed',
      message: 'POST /clusters/nope/refresh was answered with 404: There is no cluster "nope".',
      remedy: expect.any(String),
    },
  ]);
});

test('a person is asked, and no means that nothing is done', async () => {
  const { code, stdout, stderr } = await pullpass('refresh --all', { terminal: 80, keys: 'n' });
  expect(stripVTControlCharacters(stderr)).toContain('Push to 3 clusters?');
  expect(stripVTControlCharacters(stderr)).toContain('Nothing was done.');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('a person is asked, and yes does it', async () => {
  const { code, stdout } = await pullpass('refresh --all', { terminal: 80, keys: 'y' });
  expect(code).toBe(0);
  expect(stdout.match(/✓/g)).toHaveLength(3);
});

test('Ctrl-C starts no further one, and says how to continue', async () => {
  const ending = new AbortController();
  const { signal } = ending;
  ending.abort('SIGINT');
  const { code, stdout, stderr } = await pullpass('refresh staging-1 prod-eu-1 -y', { signal });
  expect(stdout).toBe('− staging-1: not begun\n− prod-eu-1: not begun\n');
  expect(stderr).toBe(`Interrupted. To continue: pullpass refresh staging-1 prod-eu-1 --api ${api.url}\n`);
  expect(code).toBe(130);
});

test('what would be removed is shown for each of several before the question, and nothing is done without it', async () => {
  const { code, stderr } = await pullpass('deregister prod-eu-1 nope staging-1');
  expect(stderr).toContain('prod-eu-1:\n  - Secret ecr-credentials');
  expect(stderr).toContain('staging-1:\n  - ');
  expect(stderr).toContain('Deregister 3 clusters? There is no terminal to ask on, so nothing was done.');
  expect(code).toBe(2);
});

test('nothing is called done if the API is unreachable', async () => {
  const { code, stdout, stderr } = await runCli(['pause', 'a', 'b', '-y', '--api', 'http://127.0.0.1:9']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('The API could not be reached for POST /clusters/a/pause: nothing listens there.');
});

test.each([
  ['pause', 'Which clusters?'],
  ['check --all good', 'Which clusters?'],
  ['events', 'Which clusters?'],
  ['deregister A_b', '"A_b" is not a valid cluster name.'],
  ['target list A_b', '"A_b" is not a valid cluster name.'],
  ['apply -f nope.yaml', 'The fleet file nope.yaml does not exist.'],
])('%s: what is wrong with the command line is said before anybody signs in', async (line, message) => {
  const { code, stderr } = await runCli(line.split(' '));
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
