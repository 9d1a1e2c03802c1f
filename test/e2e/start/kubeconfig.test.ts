import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listenOnLoopback } from '../../../local/aws/loopback.ts';
import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { endProgramsAfterEach, start } from '../../support/start/program.ts';

endProgramsAfterEach();

let folder: string;
let endpoint: ClusterEndpoint<TestCluster> & { stop(): Promise<void> };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-start-'));
  const cluster = new TestCluster({ serviceAccounts: ['default'] });
  for (const namespace of ['shop', 'team-a', 'openshift-monitoring']) cluster.addNamespace(namespace);
  endpoint = await startSimulatedCluster(cluster);
});

afterEach(async () => {
  await endpoint.stop();
  await rm(folder, { recursive: true, force: true });
});

async function kubeconfigOf(user: string): Promise<string> {
  const file = join(folder, 'config');
  const text = endpoint.kubeconfig(user).replaceAll('default', 'default/api-prod:6443/admin');
  await writeFile(file, text);
  return file;
}

test('a cluster of a kubeconfig is announced, registered under its context’s name, and served', async () => {
  const file = await kubeconfigOf('admin');
  const program = start(['--once', '--no-demo', '--kubeconfig', file]);
  expect(await program.ended).toBe(0);
  const output = program.output();
  expect(output.indexOf('the secret ecr-credentials in every namespace but')).toBeGreaterThan(0);
  expect(output).toContain('make-believe tokens for 123456789012.dkr.ecr.eu-west-1.amazonaws.com');
  expect(output).toMatch(/^default-api-prod-6443-admin +✓ Healthy/m);
  const served = endpoint.cluster.secrets().map(({ metadata }) => metadata?.namespace);
  expect(served.sort()).toEqual(['default', 'shop', 'team-a']);
});

test('name, namespaces, secret and service accounts are those in the flags', async () => {
  const file = await kubeconfigOf('admin');
  const chosen = [
    '--name',
    'prod',
    '--namespaces',
    'team-*',
    '--secret-name',
    'pull',
    '--service-accounts',
    'default',
  ];
  const program = start(['--once', '--no-demo', '--kubeconfig', file, ...chosen]);
  expect(await program.ended).toBe(0);
  expect(program.output()).toMatch(/^prod +✓ Healthy +.* 1\/1 /m);
  expect(endpoint.cluster.secret('team-a', 'pull')).toBeDefined();
  expect(endpoint.cluster.serviceAccount('team-a', 'default')?.imagePullSecrets).toEqual([{ name: 'pull' }]);
  expect(endpoint.cluster.secrets()).toHaveLength(1);
});

test('a failed preflight names each failed check with its remedy, and exits 1 with --once', async () => {
  endpoint.cluster.addUser('nobody');
  const program = start(['--once', '--no-demo', '--kubeconfig', await kubeconfigOf('nobody')]);
  expect(await program.ended).toBe(1);
  expect(program.output()).toContain('default-api-prod-6443-admin was not registered:');
  expect(program.output()).toMatch(/ ✗ namespaces: .*\n +→ /);
  expect(endpoint.cluster.secrets()).toHaveLength(0);
});

test('a refused kubeconfig does not end the running service', async () => {
  endpoint.cluster.addUser('nobody');
  const program = start(['--port', '0', '--kubeconfig', await kubeconfigOf('nobody')]);
  await program.line(/was not registered:/);
  await program.line(/demo-eu-1 ✓ Healthy/);
});

test('a hanging cluster does not delay Ctrl-C, and an interrupted cycle is not a success', async () => {
  const silent = createServer((socket) => socket.resume().on('error', () => {}));
  const port = await listenOnLoopback(silent);
  const connected = once(silent, 'connection');
  const file = await kubeconfigOf('admin');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(endpoint.server, `https://127.0.0.1:${port}`));
  try {
    const program = start(['--once', '--no-demo', '--kubeconfig', file]);
    const [socket] = (await connected) as [Socket];
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(130);
    expect(program.errors()).toBe('');
    socket.destroy();
  } finally {
    silent.close();
  }
});
