import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { certificate, type Pair } from './support/certificates.ts';
import { base64, type Fields, kubeconfigText, now } from './support/kubeconfigs.ts';
import type { Account, Order } from './support/watchedChild.ts';

/**
 * A kubeconfig may name files, commands and connections. Here each would work: the file exists, the command leaves a
 * trace, the server listens. In a process that may do none of this, nothing is attempted.
 */
describe('reading a kubeconfig reads no file, runs no command and makes no connection', () => {
  let folder: string;
  let server: Server;
  let port: number;
  let connections = 0;
  let pair: Pair;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pullpass-kubeconfig-'));
    pair = await certificate(new Date('2031-01-01T00:00:00Z'));
    writeFileSync(join(folder, 'token'), 'token-from-the-file');
    writeFileSync(join(folder, 'cert.pem'), pair.cert);
    writeFileSync(join(folder, 'key.pem'), pair.key);
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    await build({
      entryPoints: [join(import.meta.dirname, 'support/watchedChild.ts')],
      outfile: join(folder, 'child.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      define: { 'import.meta.url': '__filename' },
      logLevel: 'error',
    });
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function inChild(order: Partial<Order>): Promise<Account> {
    const whole: Order = { texts: [], allowedCidrs: '', now: now.toISOString(), ...order };
    const child = join(folder, 'child.cjs');
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--permission',
      `--allow-fs-read=${child}`,
      child,
      base64(JSON.stringify(whole)),
    ]);
    return JSON.parse(stdout) as Account;
  }

  const users = (): Fields[] => [
    { token: 'opaque' },
    {
      exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: [join(folder, 'ran')] },
    },
    { 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'touch', 'cmd-args': join(folder, 'ran') } } },
    { tokenFile: join(folder, 'token') },
    { 'token-file': join(folder, 'token') },
    { token: 'opaque', tokenFile: join(folder, 'token') },
    { 'client-certificate': join(folder, 'cert.pem'), 'client-key': join(folder, 'key.pem') },
    { 'client-certificate-data': base64(pair.cert), 'client-key': join(folder, 'key.pem') },
    { 'client-certificate-data': base64(pair.cert), 'client-key-data': base64(join(folder, 'key.pem')) },
    { 'client-certificate-data': base64(pair.cert), 'client-key-data': base64(pair.key) },
  ];
  const clusters = (): Fields[] => [
    { server: `https://127.0.0.1:${port}` },
    { server: `https://localhost:${port}`, 'proxy-url': `http://127.0.0.1:${port}` },
    { server: `https://127.0.0.1:${port}`, 'certificate-authority': join(folder, 'cert.pem') },
    { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': base64(pair.cert) },
    { server: `file://${join(folder, 'token')}` },
    { server: 'https://a-name-to-resolve.example.com' },
  ];

  test('whatever its users and clusters ask for', async () => {
    const texts = users().flatMap((user) => clusters().map((cluster) => kubeconfigText({ user, cluster })));
    const account = await inChild({ texts, allowedCidrs: '127.0.0.0/8' });

    expect(account).toMatchObject({ calls: [], resources: [] });
    expect(account.outcomes).toHaveLength(60);
    expect(account.outcomes.filter((outcome) => outcome === 'read')).toHaveLength(8);
    expect(account.outcomes.filter((outcome) => outcome.startsWith('refused: '))).toHaveLength(52);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(connections).toBe(0);
  });

  test('this test would notice: each way out is recorded, and files and commands are denied', async () => {
    const account = await inChild({ control: { file: join(folder, 'token'), port } });
    const denied = 'ERR_ACCESS_DENIED';
    expect(account.outcomes).toEqual([denied, denied, denied, 'done', 'done', denied]);
    expect(account.calls).toEqual(
      expect.arrayContaining([
        'fs.readFileSync',
        'child_process.execFileSync',
        'child_process.spawn',
        'dns.lookup',
        'net.connect',
        'worker_threads.Worker',
      ]),
    );
    expect(account.resources).toEqual(expect.arrayContaining(['GETADDRINFOREQWRAP', 'TCPWRAP']));
  });
});
