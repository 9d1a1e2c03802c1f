import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { listenOnLoopback } from '../../../local/aws/loopback.ts';
import { run } from '../../../local/program/run.ts';
import { endProgramsAfterEach, start } from '../../support/start/program.ts';

endProgramsAfterEach();

/** What the program wrote, and its exit code, run in this process: it ends before it starts anything. */
async function inProcess(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const [output, errors]: [string[], string[]] = [[], []];
  const code = await run(args, environment, {
    stdout: { write: (text) => output.push(text) },
    stderr: { write: (text) => errors.push(text) },
  });
  return { code, output: output.join(''), errors: errors.join('') };
}

test.each([
  ['an unknown flag', ['--onec'], /^Unknown option '--onec'/],
  ['a stray word', ['once'], /^Unexpected argument 'once'/],
  ['an invalid port', ['--port', '70000'], /^--port: expected a number from 0 to 65535; received "70000"/],
  ['an invalid account', ['--account', '12'], /^--account: expected an AWS account id of 12 digits/],
  ['an invalid namespace', ['--kubeconfig', 'x', '--namespaces', 'a,B'], /^--namespaces: expected .*"B"/],
  ['a flag for a missing kubeconfig', ['--namespaces', 'a'], /^--namespaces goes with --kubeconfig/],
])('%s is refused in one line, with where to read about the flags', async (_, args, expected) => {
  const { code, output, errors } = await inProcess(args);
  expect(code).toBe(2);
  expect(errors).toMatch(expected);
  expect(errors).toMatch(/\nMore: npm start -- --help\n$/);
  expect(output).toBe('');
});

test('a missing kubeconfig is refused likewise, and the process exits 2', async () => {
  const program = start(['--kubeconfig', '/no/such/file']);
  expect(await program.ended).toBe(2);
  expect(program.errors()).toMatch(/^--kubeconfig: .*ENOENT[^\n]*\nMore: npm start -- --help\n$/);
  expect(program.output()).toBe('');
});

test('a data folder that is a file is reported, and exits 1', async () => {
  const program = start(['--once', '--no-demo', '--data', import.meta.filename]);
  expect(await program.ended).toBe(1);
  expect(program.errors()).toMatch(
    /The data folder .* cannot be made \(EEXIST: .*Give another with --data\.\n$/,
  );
});

test('a flag that npm took for itself is reported', async () => {
  const { code, errors } = await inProcess([], { npm_config_once: 'true' });
  expect(code).toBe(2);
  expect(errors).toContain('Write: npm start -- --once');
});

test('--help shows every flag and exits 0', async () => {
  const program = start(['--help']);
  expect(await program.ended).toBe(0);
  for (const flag of ['--once', '--port', '--no-demo', '--kubeconfig', '--aws', '--data'])
    expect(program.output()).toContain(`  ${flag}`);
});

test('a busy port is reported, and exits 1', async () => {
  const other = createServer();
  const port = await listenOnLoopback(other);
  try {
    const program = start(['--no-demo', '--port', String(port)]);
    expect(await program.ended).toBe(1);
    expect(program.errors()).toBe(
      `Port ${port} of 127.0.0.1 is taken. Stop what listens there, or take another: npm start -- --port 0\n`,
    );
  } finally {
    other.close();
  }
});
