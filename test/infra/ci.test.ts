import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/build/functions.ts';

/** Runs .ci/run with an `npm` that prints and exits as told, on a machine that lacks nothing. */
describe('.ci/run', () => {
  let bin: string;
  beforeEach(async () => {
    bin = await mkdtemp(join(tmpdir(), 'pullpass-ci-'));
    const present = [
      'node',
      'git',
      'go',
      'openssl',
      'docker-registry',
      'skopeo',
      'htpasswd',
      'chromium',
      'python3',
    ];
    await Promise.all(present.map((tool) => symlink('/bin/true', join(bin, tool))));
  });
  afterEach(() => rm(bin, { recursive: true, force: true }));

  async function ci(answers: Record<string, { prints?: string; exits?: number }>) {
    const cases = Object.entries(answers).map(
      ([command, { prints = '', exits = 0 }]) => `  '${command}'*) printf '%b' '${prints}'; exit ${exits} ;;`,
    );
    await writeFile(join(bin, 'npm'), `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\nesac\n`);
    await chmod(join(bin, 'npm'), 0o755);
    return await new Promise<{ code: number; last: string; output: string }>((resolve) => {
      execFile(join(root, '.ci/run'), { env: { PATH: `${bin}:/usr/bin:/bin` } }, (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        resolve({ code: Number(error?.code ?? 0), last: stdout.trimEnd().split('\n').at(-1) ?? '', output });
      });
    });
  }

  const passing = (count: number) => ({ prints: `Tests:       ${count} passed, ${count} total\\n` });

  test('sums the tests of all runs, and ends with them', async () => {
    const run = await ci({
      ci: {},
      test: passing(40),
      'run check': {},
      'run test:chaos': passing(6),
      'run test:e2e': passing(9),
    });
    expect(run).toMatchObject({ code: 0, last: '55 passed, 0 failed' });
  });

  test('reads a coloured summary, with skipped tests in it', async () => {
    const prints =
      '\\033[1mTests:\\033[22m       2 failed, 1 skipped, \\033[32m5 passed\\033[39m, 8 total\\n';
    const run = await ci({
      ci: {},
      test: { prints, exits: 1 },
      'run check': {},
      'run test:chaos': passing(2),
      'run test:e2e': passing(1),
    });
    expect(run).toMatchObject({ code: 1, last: '8 passed, 2 failed' });
  });

  test('goes on after a failed stage, and counts one that failed without a failed test', async () => {
    const run = await ci({
      ci: {},
      test: passing(3),
      'run check': { exits: 2 },
      'run test:chaos': passing(2),
      'run test:e2e': passing(4),
    });
    expect(run).toMatchObject({ code: 1, last: '9 passed, 1 failed' });
    expect(run.output).toContain('checks: FAILED (exit code 2)');
  });

  test('a run in which no test ran has failed, whatever it says', async () => {
    const run = await ci({
      ci: {},
      test: passing(3),
      'run check': {},
      'run test:chaos': passing(2),
      'run test:e2e': {},
    });
    expect(run).toMatchObject({ code: 1, last: '5 passed, 1 failed' });
  });

  test('without dependencies nothing else is tried', async () => {
    const run = await ci({ ci: { exits: 1 }, test: passing(3) });
    expect(run).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
  });
});
