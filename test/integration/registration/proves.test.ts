import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';
import type { SimulatedClusterOptions } from '../../../shared/simulation/cluster.ts';
import { kubeconfigYaml } from '../../../shared/simulation/kubeconfig.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { type LoadBalancer, startLoadBalancer, strangers } from '../../support/truth/loadBalancer.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

/** A preflight proves that an API server answered that recognises the caller, or fails. */

let api: Api;
let authority: Authority;
const cleanups: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  authority = await createAuthority('everybody');
});
beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  for (const answer of api.answers) expect(answer).not.toMatch(/\{(name|kubeconfig)\}/);
  for (const cleanup of cleanups.splice(0)) await cleanup();
  await api.stop();
});

const named = { targets: [{ kind: 'imagePullSecret', namespaces: { include: ['default'] } }] };
const dryRun = (kubeconfig: string, fields: object = named) =>
  api.send('POST', '/clusters?dryRun=true', { body: api.registration({ kubeconfig, ...fields }) });
const failed = ({ body }: { body: Wire }) => body.checks.filter(({ result }: Wire) => result === 'failed');
const checksOf = ({ body }: { body: Wire }, check: string) =>
  body.preflight.checks.filter((each: Wire) => each.check === check);

/** `pusher`, who may write the secret in `default`. */
function grantPusher(cluster: TestCluster): void {
  const verbs = ['create', 'patch', 'get', 'delete'];
  const rule = { apiGroups: [''], resources: ['secrets'], resourceNames: ['ecr-credentials'], verbs };
  cluster.grant('pusher', [rule], 'default');
}

async function another(options: SimulatedClusterOptions) {
  const cluster = new TestCluster(options);
  cluster.addUser('pusher');
  grantPusher(cluster);
  const endpoint = await startSimulatedCluster(cluster, { authority, withoutSockets: true });
  cleanups.push(() => endpoint.stop());
  return { cluster, endpoint };
}

async function balancing(to: Parameters<typeof startLoadBalancer>[0]): Promise<LoadBalancer> {
  const balancer = await startLoadBalancer(to, { authority });
  cleanups.push(() => balancer.stop());
  return balancer;
}

describe.each(Object.keys(strangers) as (keyof typeof strangers)[])('%s', (name) => {
  test('is not an API server: the check says what answered, and what to correct', async () => {
    const { server, ca } = await balancing({ answers: strangers[name] });
    const answer = await dryRun(
      kubeconfigYaml({ server, ca, user: 'pusher', credential: { token: 'a-token' } }),
    );
    expect(answer.status).toBe(422);
    expect(failed(answer)).toEqual([
      {
        check: 'reach',
        result: 'failed',
        kind: 'unreachable',
        message: expect.stringMatching(
          /in other words than a Kubernetes API server’s|is not a Kubernetes API server/,
        ),
        remedy: expect.stringMatching(/^Check .*kubeconfig.*127\.0\.0\.1:\d+/),
      },
    ]);
  });
});

describe('an API server under a path that it does not have', () => {
  test.each([
    ['/api/v1', 'admin'],
    ['/api/v1', 'pusher'],
    ['/api/v1/', 'pusher'],
    ['/apis', 'admin'],
    ['/apis', 'pusher'],
    ['/nowhere', 'admin'],
    ['/nowhere', 'pusher'],
    ['/api', 'pusher'],
  ])('%s, for %s', async (path, user) => {
    api.cluster.addUser('pusher');
    grantPusher(api.cluster);
    const kubeconfig = api.endpoint.kubeconfig(user);
    const { server } = api.endpoint;
    const answer = await dryRun(kubeconfig.replace(server, server + path));
    expect(answer.status).toBe(422);
    expect(failed(answer)).toEqual([
      expect.objectContaining({
        check: 'reach',
        kind: 'unreachable',
        remedy: `Check "server" in the kubeconfig: under its path ${path.replace(/\/$/, '')} no Kubernetes API is served. Most API servers have no path there: ${server}.`,
      }),
    ]);
  });

  test('is found if a proxy serves it under one', async () => {
    api.cluster.addUser('pusher');
    grantPusher(api.cluster);
    const prefix = '/k8s/clusters/c-1';
    const { server, ca } = await balancing({
      upstream: api.endpoint.server,
      ca: api.endpoint.ca,
      prefix,
    });
    const token = api.cluster.tokenOf('pusher');
    const answer = await dryRun(
      kubeconfigYaml({ server: server + prefix, ca, user: 'pusher', credential: { token } }),
    );
    expect(answer.status).toBe(200);
    expect(checksOf(answer, 'identity')).toEqual([
      { check: 'identity', result: 'passed', message: 'The credential is accepted, as pusher.' },
    ]);
  });
});

describe('a load balancer that ends TLS', () => {
  async function behindOne(options: SimulatedClusterOptions = {}) {
    const { cluster, endpoint } = await another(options);
    const balancer = await balancing({ upstream: endpoint.server, ca: endpoint.ca });
    const through = (kubeconfig: string) => kubeconfig.replace(endpoint.server, balancer.server);
    return { cluster, endpoint, through };
  }

  test('takes a client certificate off: the API server recognises nobody', async () => {
    const { endpoint, through } = await behindOne();
    const answer = await dryRun(through(await endpoint.kubeconfigWithCertificate('pusher')));
    expect(answer.status).toBe(422);
    expect(failed(answer)).toEqual([
      {
        check: 'identity',
        result: 'failed',
        kind: 'unauthorized',
        message: expect.stringContaining('knows PullPass as system:anonymous'),
        remedy: expect.stringMatching(
          /ends TLS on the way takes the client certificate off.*Grant nothing to system:anonymous/,
        ),
      },
    ]);
  });

  test('the same if anonymous requests are off', async () => {
    const { endpoint, through } = await behindOne({ anonymousAuth: false });
    const answer = await dryRun(through(await endpoint.kubeconfigWithCertificate('pusher')));
    expect(failed(answer)).toEqual([
      expect.objectContaining({
        check: 'identity',
        kind: 'unauthorized',
        remedy: expect.stringContaining('ends TLS on the way takes the client certificate off'),
      }),
    ]);
  });

  test('and if everybody may ask for their own name', async () => {
    const { cluster, endpoint, through } = await behindOne();
    const rule = {
      apiGroups: ['authentication.k8s.io'],
      resources: ['selfsubjectreviews'],
      verbs: ['create'],
    };
    cluster.grant('system:anonymous', [rule]);
    const answer = await dryRun(through(await endpoint.kubeconfigWithCertificate('pusher')));
    expect(failed(answer)).toEqual([
      expect.objectContaining({
        check: 'identity',
        kind: 'unauthorized',
        message: 'The API server knows PullPass as system:anonymous: no credential reached it',
      }),
    ]);
  });

  test('lets a token through', async () => {
    const { endpoint, through } = await behindOne();
    expect((await dryRun(through(endpoint.kubeconfig('pusher')))).status).toBe(200);
  });
});

describe('an API server that does not name the user', () => {
  test('because it is older than Kubernetes 1.28: it must answer an access review', async () => {
    const { endpoint } = await another({ selfSubjectReview: false });
    const answer = await dryRun(endpoint.kubeconfig('pusher'));
    expect(answer.status).toBe(200);
    expect(checksOf(answer, 'identity')).toEqual([
      {
        check: 'identity',
        result: 'unchecked',
        message:
          'The API server answers, but does not say whose credential it is: Kubernetes does from 1.28 on.',
      },
    ]);
  });

  test('because nobody was granted the right to ask: its refusal names the user', async () => {
    const { endpoint } = await another({ basicUser: false });
    const answer = await dryRun(endpoint.kubeconfig('pusher'));
    expect(answer.status).toBe(200);
    expect(checksOf(answer, 'identity')).toEqual([
      {
        check: 'identity',
        result: 'passed',
        message: 'The credential is accepted, as pusher, as a refusal says.',
      },
    ]);
    for (const { result } of checksOf(answer, 'permissions')) expect(result).toBe('unchecked');
  });

  test('and lets nobody ask, in an older version and behind something that ends TLS: it recognises nobody', async () => {
    const { endpoint } = await another({ selfSubjectReview: false });
    const balancer = await balancing({ upstream: endpoint.server, ca: endpoint.ca });
    const kubeconfig = await endpoint.kubeconfigWithCertificate('pusher');
    const answer = await dryRun(kubeconfig.replace(endpoint.server, balancer.server));
    expect(failed(answer)).toEqual([expect.objectContaining({ check: 'identity', kind: 'unauthorized' })]);
  });
});

describe('a dead token', () => {
  test('at a registration: the remedy contains no path of a cluster that does not exist', async () => {
    const kubeconfig = api.endpoint.kubeconfigWithToken('dead');
    const answer = await dryRun(kubeconfig);
    expect(failed(answer)).toEqual([
      expect.objectContaining({
        check: 'identity',
        kind: 'unauthorized',
        remedy:
          'The token was refused: it has expired or was revoked. Send a kubeconfig with another credential by the same request.',
      }),
    ]);
  });
});
