import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { commands } from '../../../cli/commands/commands.ts';
import { rootCommand } from '../../../cli/program/globals.ts';
import { runCli } from '../cli/runCli.ts';
import { startLoopbackServer } from '../loopbackServer.ts';
import type { Installed } from './pack.ts';
import { type NodeRun, runNode } from './runNode.ts';

/** What the installed package does on a given Node. */
export function packageScenarios(world: () => { installed: Installed; node: string }): void {
  const home = () => ({ HOME: join(world().installed.folder, 'home') });
  const pullpass = (...args: string[]): Promise<NodeRun> =>
    runNode(world().node, [world().installed.bin, ...args], { environment: home() });

  test('explains itself like the source, with nothing on stderr', async () => {
    const { stdout, stderr, code } = await pullpass('--help');
    expect(stdout).toBe((await runCli(['--help'])).stdout);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('has every command', async () => {
    const root = rootCommand();
    for (const declare of commands) declare(root, async () => undefined);
    const names = root.commands.map((command) => command.name());
    for (const name of names) {
      const { stdout, code } = await pullpass(name, '--help');
      expect(stdout).toContain(`Usage: pullpass ${name}`);
      expect(code).toBe(0);
    }
    expect(names.length).toBeGreaterThan(10);
  }, 120_000);

  const emptyFleet = () =>
    startLoopbackServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.url?.startsWith('/clusters?') ? { items: [] } : {}));
    });

  test('names a schema for editors that exists', async () => {
    const api = await emptyFleet();
    try {
      const { stdout } = await pullpass('export', '--api', api.url);
      const [, file = ''] = /^# yaml-language-server: \$schema=(.+)$/m.exec(stdout) ?? [];
      expect(JSON.parse(await readFile(resolve(file), 'utf8'))).toHaveProperty('$schema');
    } finally {
      await api.stop();
    }
  });

  test('asks an API, and prints its answer', async () => {
    const api = await emptyFleet();
    try {
      const { stdout, stderr, code } = await pullpass('list', '-o', 'json', '--api', api.url);
      expect({ stdout, stderr, code }).toEqual({ stdout: '[]\n', stderr: '', code: 0 });
    } finally {
      await api.stop();
    }
  });

  test('signs in to AWS with its complete SDK', async () => {
    const aws = await startLoopbackServer((_, response) => {
      response
        .writeHead(403)
        .end('<ErrorResponse><Error><Code>AccessDenied</Code><Message>No.</Message></Error></ErrorResponse>');
    });
    try {
      const { stderr, code } = await runNode(
        world().node,
        [world().installed.bin, 'redrive', '--region', 'eu-west-1'],
        {
          environment: {
            ...home(),
            AWS_ENDPOINT_URL: aws.url,
            AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
            AWS_SECRET_ACCESS_KEY: 'secret-example',
          },
        },
      );
      expect(stderr).toContain('STS in eu-west-1 was asked who you are, but AWS denied it: No.');
      expect(code).toBe(1);
    } finally {
      await aws.stop();
    }
  });

  test('computes the costs of what the version deploys', async () => {
    const { stdout } = await pullpass('costs', '--clusters', '250');
    expect(stdout).toBe((await runCli(['costs', '--clusters', '250'])).stdout);
  });

  test('ends with 130 after Ctrl-C, with 2 if it is not understood', async () => {
    expect(await interrupted(world().node, world().installed.bin)).toMatchObject({ code: 130, signal: null });
    expect(await pullpass('lst')).toMatchObject({ code: 2, stdout: '' });
  });
}

/** Runs `list` against an API that does not answer, and presses Ctrl-C once the API was asked. */
export async function interrupted(node: string, ...args: readonly string[]): Promise<NodeRun> {
  let press = () => {};
  const api = await startLoopbackServer(() => press());
  try {
    return await runNode(node, [...args, 'list', '--api', api.url], {
      onStart: (child) => {
        press = () => child.kill('SIGINT');
      },
    });
  } finally {
    await api.stop();
  }
}
