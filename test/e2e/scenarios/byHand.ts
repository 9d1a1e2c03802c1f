import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { controlPlaneBinaries } from '../../support/controlplane/binaries.ts';
import { secretName } from '../world/kubernetes.ts';
import type { World } from '../world/world.ts';

const password = 'a-token-by-hand';
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/**
 * Runs the shell function in docs/operations.md as an admin of the cluster, with an AWS CLI that returns this password.
 */
async function writeByHand({ plane }: World, namespace: string): Promise<void> {
  const runbook = await readFile(join(root, 'docs/operations.md'), 'utf8');
  const [, definition] = /^(write_by_hand\(\) \(\n.*?^\))/ms.exec(runbook) ?? [];
  if (definition === undefined) throw new Error('docs/operations.md has no function write_by_hand.');
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-by-hand-'));
  try {
    const kubeconfig = join(folder, 'admin.kubeconfig');
    await writeFile(kubeconfig, plane.adminKubeconfig, { mode: 0o600 });
    const cli = `#!/bin/sh\n[ "$*" = "ecr get-login-password --region eu-west-1" ] && echo ${password}\n`;
    await writeFile(join(folder, 'aws'), cli, { mode: 0o700 });
    const path = `${folder}:${await controlPlaneBinaries()}:${process.env['PATH']}`;
    const script = `${definition}\nwrite_by_hand ${namespace} ${secretName} eu-west-1 ${host}`;
    await promisify(execFile)('bash', ['-euc', script], {
      env: { PATH: path, HOME: folder, TMPDIR: folder, KUBECONFIG: kubeconfig },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function byHandScenarios(world: () => World): void {
  const entryOf = async (namespace: string) => {
    const { auths } = JSON.parse(await world().kubernetes.dockerConfig(namespace));
    return Buffer.from(auths[host]?.auth ?? '', 'base64').toString();
  };

  test('a token written by hand replaces the expired one, and PullPass takes the secret back as its own', async () => {
    const { api, kubernetes, cluster } = world();
    await kubernetes.addNamespace('by-hand');
    await api.expect(201, 'POST', '/clusters', {
      body: cluster('by-hand', { namespaces: { include: ['by-hand'] } }),
    });
    await api.attempted('by-hand', undefined);
    const before = await kubernetes.secret('by-hand');

    await writeByHand(world(), 'by-hand');
    expect(await entryOf('by-hand')).toBe(`AWS:${password}`);
    expect((await kubernetes.secret('by-hand'))?.metadata.uid).toBe(before?.metadata.uid);

    expect((await api.refresh('by-hand')).status).toMatchObject({ phase: 'Healthy' });
    const after = await kubernetes.secret('by-hand');
    expect(await entryOf('by-hand')).not.toContain(password);
    expect(after?.metadata.labels).toEqual(before?.metadata.labels);
    expect(Object.keys(after?.metadata.annotations ?? {})).toEqual(
      Object.keys(before?.metadata.annotations ?? {}),
    );
    await api.deregister('by-hand');
    expect(await kubernetes.secret('by-hand')).toBeUndefined();
  }, 120_000);

  test('the same where there was no secret yet: from then on it is PullPass’s own', async () => {
    const { api, kubernetes, cluster } = world();
    await kubernetes.addNamespace('by-hand-first');
    await writeByHand(world(), 'by-hand-first');
    expect(await entryOf('by-hand-first')).toBe(`AWS:${password}`);
    await api.expect(201, 'POST', '/clusters', {
      body: cluster('by-hand-first', { namespaces: { include: ['by-hand-first'] } }),
    });
    expect((await api.attempted('by-hand-first', undefined)).status).toMatchObject({ phase: 'Healthy' });
    expect(await entryOf('by-hand-first')).not.toContain(password);
    await api.deregister('by-hand-first');
    expect(await kubernetes.secret('by-hand-first')).toBeUndefined();
  }, 120_000);
}
