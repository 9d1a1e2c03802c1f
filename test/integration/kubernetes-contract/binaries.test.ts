import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { controlPlaneBinaries } from '../../support/controlplane/binaries.ts';

const before = { ...process.env };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-binaries-'));
  delete process.env['KUBEBUILDER_ASSETS'];
});

afterEach(async () => {
  for (const name of ['KUBEBUILDER_ASSETS', 'PATH', 'XDG_CACHE_HOME']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await rm(folder, { recursive: true, force: true });
});

describe('the binaries of the control plane', () => {
  test('come from KUBEBUILDER_ASSETS when it is set', async () => {
    for (const name of ['etcd', 'kube-apiserver', 'kubectl']) await writeFile(join(folder, name), '');
    process.env['KUBEBUILDER_ASSETS'] = folder;
    expect(await controlPlaneBinaries()).toBe(folder);
  });

  test('are named if KUBEBUILDER_ASSETS lacks them', async () => {
    await writeFile(join(folder, 'etcd'), '');
    process.env['KUBEBUILDER_ASSETS'] = folder;
    await expect(controlPlaneBinaries()).rejects.toThrow('has no kube-apiserver and no kubectl');
  });

  test('need Go if they are not built yet, and the error says how to get it', async () => {
    process.env['XDG_CACHE_HOME'] = folder;
    process.env['PATH'] = folder;
    await expect(controlPlaneBinaries()).rejects.toThrow('https://go.dev/dl');
  });
});
