import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import stringWidth from 'fast-string-width';
import { parse } from 'yaml';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { encodings } from '../../support/encodings.ts';
import { type Api, startApi } from '../registration/anApi.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  const register = (name: string, fields: object) =>
    api.send('POST', '/clusters?preflight=false', { body: api.registration({ name, ...fields }) });
  api.cluster.addNamespace('team-a');
  api.cluster.addUser('weak');
  await register('good', { labels: { env: 'prod' } });
  await register('bad', {
    labels: { env: 'prod' },
    kubeconfig: api.endpoint.kubeconfig('weak'),
  });
});
afterAll(() => api.stop());

const pullpass = (line: string, options?: CliOptions) =>
  runCli([...line.split(' '), '--api', api.url], options);

test('one that passes: a verdict, then each check with its sign', async () => {
  const { code, stdout, stderr } = await pullpass('check good');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^✓ good: a push would succeed, as far as this was checked, 3 could not be made\n/);
  expect(stdout).toMatch(/\n {2}✓ reach: /);
});

test('several: what failed has a remedy, and the exit code is 1', async () => {
  const { code, stdout } = await pullpass('check --label env=prod');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✗ bad: \d+ of \d+ checks failed/);
  expect(stdout).toMatch(/\n {2}✗ namespaces: [\s\S]*?\n {4}→ Bind weak /);
  expect(stdout).toContain('\n\n✓ good: ');
});

test('a missing one fails alone', async () => {
  const { code, stdout } = await pullpass('check good nope');
  expect(code).toBe(1);
  expect(stdout).toContain('✓ good: ');
  expect(stdout).toContain(
    '✗ nope: POST /clusters/nope/check was answered with 404: There is no cluster "nope".',
  );
});

test.each([80, 40])('it fits a terminal of %i columns, and suggests what to type next', async (terminal) => {
  const { stdout, stderr } = await pullpass('check bad', { terminal });
  for (const line of (stdout + stderr).split(/[\r\n]/))
    expect(stringWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(terminal);
  expect(stderr.replace(/\s+/g, ' ')).toContain(`Once it is repaired: pullpass refresh bad --api ${api.url}`);
});

test('for scripts: a list whose entries have what the API answers', async () => {
  const { stdout } = await pullpass('check --all -o json');
  const findings = JSON.parse(stdout);
  expect(findings.map(({ name, result }: { name: string; result: string }) => [name, result])).toEqual([
    ['bad', 'failed'],
    ['good', 'passed'],
  ]);
  expect(findings[0].preflight).toMatchObject({ result: 'failed', checks: expect.any(Array) });
  const yaml = parse((await pullpass('check good -o yaml')).stdout);
  expect(yaml).toMatchObject([{ name: 'good', preflight: { result: 'passed' } }]);
  expect((await pullpass('check --all -o name')).stdout).toBe('good\n');
});

test('Ctrl-C starts no further check, and names those that were not made', async () => {
  const ctrlC = new AbortController();
  ctrlC.abort('SIGINT');
  const { code } = await pullpass('check good bad', { signal: ctrlC.signal });
  expect(code).toBe(130);
});

test.each([
  ['check', 'Which clusters?'],
  ['check --all good', 'Which clusters?'],
  ['check No_Name', '"No_Name" is not a valid cluster name.'],
])('%s is a usage error', async (line, said) => {
  const { code, stdout, stderr } = await pullpass(line);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(said);
});

test('no command that reads shows a cluster’s credential, in any encoding', async () => {
  const token = api.cluster.tokenOf('weak');
  const commands = ['status', 'list', 'get bad', 'events bad', 'check bad', 'check bad nope'];
  for (const command of commands)
    for (const format of ['table', 'json', 'yaml']) {
      const { stdout, stderr } = await pullpass(`${command} -o ${format} --debug`);
      expect(stdout).not.toBe('');
      for (const [encoding, secret] of Object.entries(encodings(token)))
        if ((stdout + stderr).includes(secret)) throw new Error(`${command}: the token ${encoding}`);
    }
});
