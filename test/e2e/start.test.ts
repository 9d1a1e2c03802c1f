import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startControlPlane } from '../support/controlplane/start.ts';
import { endProgramsAfterEach, start } from '../support/start/program.ts';

endProgramsAfterEach();

test('npm start with the kubeconfig of a real API server serves its namespaces, and those made later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-start-'));
  const plane = await startControlPlane();
  const secretIn = async (namespace: string) =>
    plane.kubectl(['get', 'secret', 'ecr-credentials', '-n', namespace, '-o', 'jsonpath={.type}']);
  try {
    await plane.kubectl(['create', 'namespace', 'payments']);
    await plane.kubectl(['create', 'namespace', 'openshift-monitoring']);
    const file = join(folder, 'config');
    await writeFile(file, plane.adminKubeconfig);
    const program = start(['--port', '0', '--no-demo', '--kubeconfig', file, '--name', 'real']);
    const api = await program.api();
    await program.line(/real ✓ Healthy, valid for 1[12] h \d+ m, namespaces 2\/2$/);
    for (const namespace of ['default', 'payments'])
      expect(await secretIn(namespace)).toBe('kubernetes.io/dockerconfigjson');

    await plane.kubectl(['create', 'namespace', 'later']);
    expect((await fetch(`${api}/clusters/real/refresh`, { method: 'POST' })).status).toBe(202);
    await program.line(/real ✓ Healthy, .*namespaces 3\/3$/);
    expect(await secretIn('later')).toBe('kubernetes.io/dockerconfigjson');
    await expect(secretIn('openshift-monitoring')).rejects.toThrow();

    await fetch(`${api}/clusters/real`, { method: 'DELETE' });
    await program.line(/real is no longer registered$/);
    await expect(secretIn('payments')).rejects.toThrow();
  } finally {
    await plane.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
