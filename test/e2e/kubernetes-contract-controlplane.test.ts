import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { startControlPlane } from '../support/controlplane/start.ts';

const module = new URL('../support/controlplane/start.ts', import.meta.url).href;

describe('the control plane of the tests', () => {
  test('serves its users, counts their requests, and leaves nothing behind when it is stopped', async () => {
    const plane = await startControlPlane({ users: { alice: { groups: ['team'] } } });
    const folder = dirname(plane.auditLog);
    try {
      const kubeconfig = plane.kubeconfig({ user: 'alice' });
      const shown = await plane.kubectl(['auth', 'whoami', '-o', 'json'], { kubeconfig });
      expect(JSON.parse(shown).status.userInfo).toMatchObject({
        username: 'alice',
        groups: ['team', 'system:authenticated'],
      });
      await plane.kubectl(['create', 'namespace', 'counted']);
      const made = (await plane.audit()).filter(
        ({ verb, objectRef }) => verb === 'create' && objectRef?.resource === 'namespaces',
      );
      expect(made.filter(({ user }) => user.username === 'admin')).toHaveLength(1);
    } finally {
      await plane.stop();
    }
    expect(existsSync(folder)).toBe(false);
    const socket = connect(plane.port, '127.0.0.1');
    await expect(once(socket, 'connect')).rejects.toThrow('ECONNREFUSED');
  }, 600_000);

  test('does not outlive the process that started it, even if that is killed', async () => {
    const script = `
      const { startControlPlane } = await import(${JSON.stringify(module)});
      const { port } = await startControlPlane();
      console.log(port);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = await once(createInterface(parent.stdout), 'line');
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    const served = once(socket, 'close');
    parent.kill('SIGKILL');
    await served;
    await refused(Number(port));
  }, 600_000);
});

/** Resolves when nothing listens any more: a process that ends closes its sockets one by one. */
async function refused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return;
    } finally {
      socket.destroy();
    }
  }
}
