import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../../cli/deploy/build/functions.ts';

/** Runs .ci/run on a machine that has everything, with an `npm` that prints and exits as the test says. */
describe('.ci/run', () => {
  let bin: string;
  const readers: ChildProcess[] = [];
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
      'tmux',
      'chromium',
      'python3',
    ];
    await Promise.all(present.map((tool) => symlink('/bin/true', join(bin, tool))));
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.kill();
    await rm(bin, { recursive: true, force: true });
  });

  /** For each npm command: what a shell does, what is printed, and the exit code. Others do nothing. */
  type Answers = Record<string, { does?: string; prints?: string; exits?: number }>;

  async function start(answers: Answers) {
    const cases = Object.entries(answers).map(
      ([command, { does = ':', prints = '', exits = 0 }]) =>
        `  '${command}'*) ${does}; printf '%b' '${prints}'; exit ${exits} ;;`,
    );
    await writeFile(join(bin, 'npm'), `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\nesac\n`);
    await chmod(join(bin, 'npm'), 0o755);
    const child = spawn(join(root, '.ci/run'), { env: { PATH: `${bin}:/usr/bin:/bin` } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const [code] = await once(child, 'close');
    return { code: code as number | null, last: output.trimEnd().split('\n').at(-1), output };
  }

  const passing = (count: number) => ({ prints: `Tests:       ${count} passed, ${count} total\\n` });

  test('sums up the tests of all runs, and ends with the sum', async () => {
    const run = await start({
      ci: {},
      test: passing(40),
      'run check': {},
      'run test:chaos': passing(6),
      'run test:e2e': passing(9),
    });
    expect(run).toMatchObject({ code: 0, last: '55 passed, 0 failed' });
  });

  test('reads a coloured summary with skipped tests in it', async () => {
    const prints =
      '\\033[1mTests:\\033[22m       2 failed, 1 skipped, \\033[32m5 passed\\033[39m, 8 total\\n';
    const run = await start({
      ci: {},
      test: { prints, exits: 1 },
      'run check': {},
      'run test:chaos': passing(2),
      'run test:e2e': passing(1),
    });
    expect(run).toMatchObject({ code: 1, last: '8 passed, 2 failed' });
  });

  test('continues after a failed stage, and counts one that failed without a failed test', async () => {
    const run = await start({
      ci: {},
      test: passing(3),
      'run check': { exits: 2 },
      'run test:chaos': passing(2),
      'run test:e2e': passing(4),
    });
    expect(run).toMatchObject({ code: 1, last: '9 passed, 1 failed' });
    expect(run.output).toContain('checks: FAILED (exit code 2)');
  });

  test('a run without a single test has failed, whatever it says', async () => {
    const run = await start({
      ci: {},
      test: passing(3),
      'run check': {},
      'run test:chaos': passing(2),
      'run test:e2e': {},
    });
    expect(run).toMatchObject({ code: 1, last: '5 passed, 1 failed' });
  });

  test('what runs beside the others is printed in one piece, and counted', async () => {
    const meet = join(bin, 'met');
    const run = await start({
      ci: {},
      test: passing(3),
      'run check': {},
      // Ends only when the end-to-end tests are under way, which begin only after this.
      'run test:chaos': {
        does: `echo first; mkfifo ${meet}; cat ${meet} >/dev/null`,
        prints: 'second\\nTests:       1 failed, 2 passed, 3 total\\n',
        exits: 1,
      },
      'run test:e2e': { does: `until test -p ${meet}; do :; done; echo e2e >${meet}`, ...passing(4) },
    });
    expect(run).toMatchObject({ code: 1, last: '9 passed, 1 failed' });
    expect(run.output).toContain('==> chaos: what it printed\nfirst\nsecond\nTests: ');
    expect(run.output).toContain('==> chaos: FAILED (exit code 1)');
  });

  test('tools are built beside the first tests; a failed build is one failure, and shown', async () => {
    const run = await start({
      ci: {},
      'run tools': { prints: 'FAILED  kube-apiserver\\n', exits: 1 },
      test: passing(3),
      'run check': {},
      'run test:chaos': passing(2),
      'run test:e2e': { prints: 'Tests:       4 failed, 4 total\\n', exits: 1 },
    });
    expect(run).toMatchObject({ code: 1, last: '5 passed, 5 failed' });
    expect(run.output).toContain('==> tools: what it printed\nFAILED  kube-apiserver\n');
    expect(run.output.indexOf('==> tools: npm')).toBeLessThan(run.output.indexOf('tests: npm test'));
  });

  test('properties are tried in full, where npm test alone tries a share', async () => {
    const run = await start({
      ci: {},
      test: { does: 'echo factor $FUZZ_FACTOR', ...passing(3) },
      'run test:chaos': passing(2),
      'run test:e2e': passing(4),
    });
    expect(run.output).toContain('factor 1\n');
  });

  test('what it began in the background ends with it', async () => {
    const [held, begun] = [join(bin, 'held'), join(bin, 'begun')];
    await promisify(execFile)('mkfifo', [held]);
    // Ends when nobody is alive any more that has it open.
    const reader = spawn('cat', [held]);
    const released = once(reader, 'close');
    readers.push(reader);
    const run = await start({
      ci: {},
      // It and its child, which would never end.
      'run tools': { does: `exec 3>${held}; sleep 1000 & touch ${begun}; wait` },
      // Ends .ci/run, as a time limit does.
      test: { does: `until test -f ${begun}; do :; done; kill -TERM $PPID` },
    });
    expect(run.code).not.toBe(0);
    expect((await released)[0]).toBe(0);
  });

  test('without dependencies nothing else is tried', async () => {
    const run = await start({ ci: { exits: 1 }, test: passing(3) });
    expect(run).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
  });
});
