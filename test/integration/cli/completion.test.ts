import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCli } from '../../support/cli/runCli.ts';
import { virtualTime } from '../../support/cli/virtualTime.ts';
import { type Api, startApi } from '../registration/anApi.ts';

const run = promisify(execFile);

let folder: string;
let script: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-completion-'));
  script = join(folder, 'completion.bash');
  await writeFile(script, (await runCli(['completion', 'bash'])).stdout);
  // The program supplies names; this one also reports what it was asked.
  await writeFile(
    join(folder, 'pullpass'),
    '#!/bin/sh\necho "$@" >"$(dirname "$0")/asked"\nprintf "%s\\n" prod-eu-1 prod-us-1 staging\n',
  );
  await chmod(join(folder, 'pullpass'), 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const environment = () => ({ ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` });

/** What bash would offer at the end of a line. */
async function offered(line: string): Promise<string[]> {
  const words = line.split(' ');
  const program = `
    source "$1"
    COMP_LINE="$2" COMP_POINT=\${#2} COMP_WORDS=(\${@:3}) COMP_CWORD=${words.length - 1}
    _pullpass pullpass
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['--norc', '-c', program, 'bash', script, line, ...words], {
    env: environment(),
    cwd: folder,
  });
  return stdout.split('\n').filter((each) => each !== '');
}

test.each([
  ['pullpass re', ['refresh', 'register', 'registry', 'removals', 'resume', 'redrive', 'restore', 'reindex']],
  ['pullpass target ', ['list', 'ls', 'add', 'remove', 'rm']],
  ['pullpass target r', ['remove', 'rm']],
  ['pullpass -o ', ['table', 'json', 'yaml', 'name']],
  ['pullpass list --output j', ['json']],
  ['pullpass list --phase D', ['Degraded', 'Deregistering']],
  ['pullpass target add prod --sec', ['--secret-name']],
  ['pullpass completion ', ['bash', 'zsh']],
])('`%s` is completed from the command tree', async (line, words) => {
  expect((await offered(line)).filter((word) => !word.startsWith('--h'))).toEqual(
    expect.arrayContaining(words),
  );
});

test.each(['pullpass get ', 'pullpass refresh prod-eu-1 ', 'pullpass target add ', 'pullpass -y pause '])(
  '`%s` is completed by the names of clusters',
  async (line) => {
    expect(await offered(line)).toEqual(expect.arrayContaining(['prod-eu-1', 'prod-us-1', 'staging']));
  },
);

test('options are offered only after a dash', async () => {
  expect(await offered('pullpass target ')).toEqual(['list', 'ls', 'add', 'remove', 'rm']);
  expect(await offered('pullpass target remove a b --d')).toEqual(['--dry-run', '--debug']);
});

test('names are requested from the API that the line names, and filtered', async () => {
  expect(await offered('pullpass --api http://127.0.0.1:8787 --profile ops get prod-e')).toEqual([
    'prod-eu-1',
  ]);
  const { stdout } = await run('cat', [join(folder, 'asked')]);
  expect(stdout).toBe('completion --names --api http://127.0.0.1:8787 --profile ops\n');
});

test.each(['pullpass get prod-eu-1 pr', 'pullpass register pr', 'pullpass list --label pr'])(
  '`%s` is completed by nothing',
  async (line) => {
    expect(await offered(line)).toEqual([]);
  },
);

test('a file is completed where one is expected', async () => {
  expect(await offered('pullpass register a -f comp')).toEqual(['completion.bash']);
  expect(await offered('pullpass rotate a --kubeconfig comp')).toEqual(['completion.bash']);
});

test('what is typed on the line is never run', async () => {
  await offered('pullpass --api $(touch\thacked) get pr');
  await expect(run('cat', [join(folder, 'hacked')])).rejects.toThrow();
});

describe('the names of clusters', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
    await api.send('POST', '/clusters?preflight=false', { body: api.registration() });
  });
  afterAll(() => api.stop());

  test('are printed one per line', async () => {
    expect(await runCli(['completion', '--names', '--api', api.url])).toEqual({
      code: 0,
      stdout: 'prod-eu-1\n',
      stderr: '',
    });
  });

  test('are empty, without an error, if no API answers', async () => {
    const { sleep } = virtualTime();
    expect(await runCli(['completion', '--names', '--api', 'http://127.0.0.1:9'], { sleep })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });
});

test('without a shell it names the supported ones', async () => {
  const { code, stderr } = await runCli(['completion']);
  expect(stderr.startsWith('Which shell?\n')).toBe(true);
  expect(code).toBe(2);
});
