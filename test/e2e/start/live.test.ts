import { get } from 'node:http';
import { expect, test } from '@jest/globals';
import { endProgramsAfterEach, start } from '../../support/start/program.ts';

endProgramsAfterEach();

test('SIGINT ends the running service cleanly and in time, with exit code 0', async () => {
  const program = start(['--port', '0']);
  await program.line(/demo-eu-1 ✓ Healthy/);
  program.child.kill('SIGINT');
  expect(await program.ended).toBe(0);
  expect(program.errors()).toBe('');
});

test('a signal while it starts ends it too', async () => {
  const program = start(['--port', '0']);
  await program.line(/^PullPass/);
  program.child.kill('SIGINT');
  expect(await program.ended).toBe(0);
  expect(program.errors()).toBe('');
});

test('it ends when nobody reads its output any more', async () => {
  const program = start(['--port', '0']);
  const api = await program.api();
  program.child.stdout?.destroy();
  await fetch(`${api}/clusters/demo-eu-1/refresh`, { method: 'POST' }).catch(() => undefined);
  expect(await program.ended).toBe(0);
});

test('it pushes on its own, prints one line for each change, answers unsigned requests, and SIGTERM ends it', async () => {
  const program = start(['--port', '0']);
  const api = await program.api();
  await program.line(/^\S+Z demo-staging ✓ Healthy, valid for 1[12] h \d+ m, namespaces 4\/4$/);
  const fleet = await (await fetch(`${api}/fleet`)).json();
  expect(fleet).toMatchObject({ registered: 3, phases: { Healthy: 3 } });

  await fetch(`${api}/clusters/demo-us-1/pause`, { method: 'POST' });
  await program.line(/demo-us-1 ‖ Paused/);
  const removal = await fetch(`${api}/clusters/demo-us-1`, { method: 'DELETE' });
  expect(removal.status).toBe(202);
  await program.line(/demo-us-1 is no longer registered/);

  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(program.errors()).toBe('');
});

test('a foreign Host header is refused', async () => {
  const program = start(['--port', '0', '--no-demo']);
  const { port } = new URL(await program.api());
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const headers = { host: 'pullpass.example.com' };
  get({ host: '127.0.0.1', port, path: '/clusters', headers }, (response) => {
    response.resume();
    resolve(response.statusCode);
  }).on('error', reject);
  expect(await promise).toBe(421);
});
