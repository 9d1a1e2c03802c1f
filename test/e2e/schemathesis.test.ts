import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createAuthority } from '../../shared/simulation/certificates.ts';
import { deployToMiniStack } from '../support/aws/deployToMiniStack.ts';
import { quickMinutes, startMiniStack } from '../support/aws/ministack.ts';
import { startSigningProxy } from '../support/aws/signingProxy.ts';
import { operationNamed } from '../support/openapi/holdToOpenApi.ts';
import { runSchemathesis } from '../support/schemathesis/runSchemathesis.ts';
import { startSimulatedCluster } from '../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../support/simulation/testCluster.ts';
import { awsCalls } from './world/aws.ts';
import { addUser } from './world/iam.ts';
import { worldOf } from './world/inAWorld.ts';
import { together } from './world/together.ts';

/** The deployed API behind a proxy that signs requests, and which answers each of its operations gave. */
async function startWorld() {
  return together(async (keep, stop) => {
    const ministack = keep(await startMiniStack({ environment: quickMinutes }));
    const deployment = await deployToMiniStack(ministack, {
      params: { allowedCidrs: '127.0.0.0/8', deletionProtection: 'false' },
    });
    const admin = await addUser(awsCalls(ministack), 'fleet-admin', { callApi: true });
    const cluster = new TestCluster({ name: 'one', serviceAccounts: ['default'] });
    const endpoint = keep(await startSimulatedCluster(cluster, { authority: await createAuthority('ca') }));
    const answered = new Map<string, Set<number>>();
    const proxy = keep(
      await startSigningProxy(deployment.apiUrl, admin, (method, path, { status }) => {
        const name = operationNamed(method, path);
        if (name === undefined) return;
        answered.set(name, (answered.get(name) ?? new Set()).add(status));
      }),
    );
    const folder = await mkdtemp(join(tmpdir(), 'pullpass-schemathesis-'));
    keep({ stop: () => rm(folder, { recursive: true, force: true }) });
    return { proxy, answered, folder, kubeconfig: endpoint.kubeconfig('admin'), log: ministack.log, stop };
  });
}

const world = worldOf(startWorld, 300_000);

test('whatever is sent to the deployed API, it answers as its own OpenAPI says, and never with a fault', async () => {
  const { proxy, answered, folder, kubeconfig } = world();
  const { code, output } = await runSchemathesis({
    url: proxy.url,
    kubeconfig,
    folder,
    seed: 20260301,
    examples: 20,
  });
  if (code !== 0) throw new Error(output);

  // Every operation succeeded at least once.
  const operations = [...answered].filter(([, statuses]) => [...statuses].some((status) => status < 300));
  expect([...answered].map(([name]) => name).sort()).toEqual(operations.map(([name]) => name).sort());
}, 600_000);
