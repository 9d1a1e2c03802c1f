import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';
import { kubeconfigYaml } from '../../../shared/simulation/kubeconfig.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { startLoadBalancer, strangers } from '../../support/truth/loadBalancer.ts';

/**
 * If a push meets something that is not an API server, or one that does not recognise its user, it says so instead of
 * suggesting a grant.
 */

let fleet: Fleet;
let authority: Authority;
const cleanups: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  authority = await createAuthority('everybody');
});
beforeEach(async () => {
  fleet = await startFleet();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  await fleet.stop();
});

async function balancing(to: Parameters<typeof startLoadBalancer>[0]) {
  const balancer = await startLoadBalancer(to, { authority });
  cleanups.push(() => balancer.stop());
  return balancer;
}

const kinds = [
  { kind: 'imagePullSecret', namespaces: { include: ['payments'] }, serviceAccounts: ['default'] },
  {
    kind: 'imagePullSecret',
    namespaces: { include: ['pay*'] },
    serviceAccounts: [{ name: 'x', optional: true }],
  },
  {
    kind: 'keys',
    secretName: 'k',
    registry: 'main',
    namespaces: { include: ['payments'] },
    keys: { password: 'PASSWORD' },
  },
  { kind: 'globalPullSecret' },
] as const;

describe.each(Object.keys(strangers) as (keyof typeof strangers)[])('%s', (name) => {
  test.each(kinds.map((target) => [target.kind, target] as const))(
    'is reported as not an API server, for a target of kind %s',
    async (_, target) => {
      const { server, ca } = await balancing({ answers: strangers[name] });
      const kubeconfig = kubeconfigYaml({ server, ca, user: 'pusher', credential: { token: 'a-token' } });
      await fleet.register({ kubeconfig, targets: [target] as never });
      const { status } = await fleet.refresh();
      expect(status).toMatchObject({
        phase: 'Failing',
        error: {
          kind: 'unreachable',
          message: expect.stringMatching(
            /in other words than a Kubernetes API server’s|is not a Kubernetes API server/,
          ),
          remedy: expect.stringMatching(/^Check .*127\.0\.0\.1:\d+/),
        },
      });
    },
  );
});

describe('an API server', () => {
  test.each(['admin', 'pusher'])('under a path that it does not have, for %s', async (user) => {
    fleet.cluster.addNamespace('payments');
    fleet.cluster.addUser('pusher');
    const { server } = fleet.endpoint;
    const kubeconfig = fleet.endpoint.kubeconfig(user).replace(server, `${server}/api/v1`);
    await fleet.register({ kubeconfig });
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({
      kind: 'unreachable',
      remedy: `Check "server" in the kubeconfig: under its path /api/v1 no Kubernetes API is served. Most API servers have no path there: ${server}.`,
    });
  });

  test('behind a load balancer that ends TLS recognises nobody, and no grant is suggested', async () => {
    const cluster = new TestCluster({ name: 'two' });
    cluster.addNamespace('payments');
    const endpoint = await startSimulatedCluster(cluster, { authority, withoutSockets: true });
    cleanups.push(() => endpoint.stop());
    const balancer = await balancing({ upstream: endpoint.server, ca: endpoint.ca });
    const kubeconfig = await endpoint.kubeconfigWithCertificate('pusher');
    await fleet.register({ kubeconfig: kubeconfig.replace(endpoint.server, balancer.server) });
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('knows PullPass as system:anonymous'),
      remedy: expect.stringMatching(
        /Grant nothing to system:anonymous.* by PUT \/clusters\/prod-eu-1\/kubeconfig\.$/,
      ),
    });
  });

  test('that refuses a token should get another at this cluster’s path', async () => {
    await fleet.register({ kubeconfig: fleet.endpoint.kubeconfigWithToken('dead') });
    const { status } = await fleet.refresh();
    expect(status.error).toMatchObject({
      kind: 'unauthorized',
      remedy:
        'The token was refused: it has expired or was revoked. Send a kubeconfig with another credential by PUT /clusters/prod-eu-1/kubeconfig.',
    });
  });
});
