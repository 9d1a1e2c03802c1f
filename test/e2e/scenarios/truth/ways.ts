import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { kubeconfigYaml } from '../../../../shared/simulation/kubeconfig.ts';
import {
  type Answers,
  type LoadBalancer,
  startLoadBalancer,
  strangers,
} from '../../../support/truth/loadBalancer.ts';
import { type Forwarder, startForwarder } from '../../world/forwarder.ts';
import { startProxy, type TunnelProxy } from '../../world/proxy.ts';
import { identity, type TargetsWorld } from '../../world/targetsWorld.ts';

interface Check {
  check: string;
  result: string;
  kind?: string;
  message: string;
  remedy?: string;
}

interface Checked {
  notices?: string[];
  preflight: { result: string; checks: Check[] };
}

/** Not 127.0.0.1: the emulator turns https to that address into plain http. */
const address = '127.0.0.2';

/** What PullPass says of the way to a cluster, compared with what is on it. */
export function wayScenarios(world: () => TargetsWorld): void {
  const stops: (() => Promise<unknown>)[] = [];
  let balancer: LoadBalancer;
  let proxy: TunnelProxy;
  let front: Forwarder;

  beforeAll(async () => {
    const { plane, openshift } = world();
    balancer = await startLoadBalancer({ upstream: plane.server, ca: plane.ca }, { address });
    proxy = await startProxy();
    front = await startForwarder(plane.port);
    stops.push(balancer.stop, front.stop);
    for (const name of ['by-balancer', 'by-proxy', 'by-path', 'twice']) await openshift.addProject(name);
  }, 60_000);

  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const target = (namespace: string) => [
    { kind: 'imagePullSecret', secretName: 'pull', namespaces: { include: [namespace] } },
  ];
  const holds = async (namespace: string) =>
    (await world().openshift.secret(namespace, 'pull')) !== undefined;
  const through = (kubeconfig: string) => {
    const config = parse(kubeconfig);
    const ca = Buffer.from(balancer.ca).toString('base64');
    config.clusters[0].cluster = { server: balancer.server, 'certificate-authority-data': ca };
    return stringify(config);
  };
  const tokenConfig = (server: string, ca: string, token = world().plane.tokens[identity] ?? '') =>
    kubeconfigYaml({ server, ca, user: identity, credential: { token } });

  async function refused(name: string, kubeconfig: string): Promise<Check[]> {
    const { api, body } = world();
    const answer = await api.call('POST', '/clusters', { body: body(name, target(name), { kubeconfig }) });
    expect(answer.status).toBe(422);
    const { checks } = answer.json() as { checks: Check[] };
    return checks.filter(({ result }) => result === 'failed');
  }
  const check = (name: string) => world().api.expect<Checked>(200, 'POST', `/clusters/${name}/check`);

  test('a load balancer that ends TLS: no user is recognised, nothing is written, and a token solves it', async () => {
    const { api, body, plane } = world();
    const kubeconfig = through(await plane.kubeconfigWithCertificate(identity, 'system:masters'));
    const [failed, ...more] = await refused('by-balancer', kubeconfig);
    expect(more).toEqual([]);
    expect(failed).toMatchObject({
      check: 'identity',
      kind: 'unauthorized',
      message: expect.stringContaining('knows PullPass as system:anonymous'),
      remedy: expect.stringContaining('by the same request'),
    });

    await api.expect(201, 'POST', '/clusters?preflight=false', {
      body: body('by-balancer', target('by-balancer'), { kubeconfig }),
    });
    const { status } = await api.attempted('by-balancer', undefined);
    expect(status).toMatchObject({
      phase: 'Failing',
      error: {
        kind: 'unauthorized',
        message: expect.stringContaining('knows PullPass as system:anonymous'),
        remedy: expect.stringContaining('by PUT /clusters/by-balancer/kubeconfig'),
      },
    });
    expect(await holds('by-balancer')).toBe(false);
    expect((await check('by-balancer')).preflight.result).toBe('failed');

    await api.expect(200, 'PUT', '/clusters/by-balancer/kubeconfig', {
      body: { kubeconfig: tokenConfig(balancer.server, balancer.ca) },
    });
    await api.until('by-balancer', 'to be Healthy', ({ status: now }) => now.phase === 'Healthy');
    expect(await holds('by-balancer')).toBe(true);
    expect((await check('by-balancer')).preflight.result).toBe('passed');
    await api.deregister('by-balancer');
    expect(await holds('by-balancer')).toBe(false);
  }, 180_000);

  test('a proxy: the cluster is served through it, and what the proxy does is not attributed to the API server', async () => {
    const { api, body } = world();
    const kubeconfig = tokenConfig(front.url, world().plane.ca).replace(
      /^( *)server: \S+$/m,
      (line, indent) => `${line}\n${indent}proxy-url: ${proxy.url}`,
    );
    await api.expect(201, 'POST', '/clusters', {
      body: body('by-proxy', target('by-proxy'), { kubeconfig }),
    });
    expect((await api.attempted('by-proxy', undefined)).status.phase).toBe('Healthy');
    expect(await holds('by-proxy')).toBe(true);
    expect((await check('by-proxy')).preflight.result).toBe('passed');

    await proxy.stop();
    const { host } = new URL(proxy.url);
    const failed = (await check('by-proxy')).preflight.checks.filter(({ result }) => result === 'failed');
    expect(failed).toEqual([
      expect.objectContaining({
        check: 'proxy',
        kind: 'unreachable',
        message: expect.stringContaining(`The proxy ${host} `),
      }),
    ]);
    expect((await api.refresh('by-proxy')).status.error).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(`The proxy ${host} `),
    });
    expect(await holds('by-proxy')).toBe(true);
    await api.expect(204, 'DELETE', '/clusters/by-proxy?force=true');
  }, 180_000);

  test.each([
    ['the API server’s admin', () => world().plane.tokens[identity] ?? ''],
    ['a user without rights', () => world().plane.tokens['nobody'] ?? ''],
  ])(
    'a path that the API server does not have, for %s',
    async (_, token) => {
      for (const path of ['/api/v1', '/apis', '/nowhere']) {
        const [failed, ...more] = await refused(
          'by-path',
          tokenConfig(front.url + path, world().plane.ca, token()),
        );
        expect(more).toEqual([]);
        expect(failed).toMatchObject({
          check: 'reach',
          kind: 'unreachable',
          remedy: expect.stringContaining(`under its path ${path} no Kubernetes API is served`),
        });
      }
    },
    120_000,
  );

  test('what is not an API server is not called one', async () => {
    for (const answers of Object.values(strangers) as Answers[]) {
      const stranger = await startLoadBalancer({ answers }, { address });
      stops.push(stranger.stop);
      const [failed, ...more] = await refused(
        'by-path',
        tokenConfig(stranger.server, stranger.ca, 'a-token-for-nobody'),
      );
      expect(more).toEqual([]);
      expect(failed).toMatchObject({
        check: 'reach',
        kind: 'unreachable',
        message: expect.stringMatching(
          /in other words than a Kubernetes API server’s|is not a Kubernetes API server/,
        ),
      });
    }
  }, 120_000);

  test('one cluster under two names is reported at both, as long as it has both', async () => {
    const { api, serve } = world();
    await serve('twice-one', target('twice'));
    const noticed = async (name: string) =>
      ((await check(name)).notices ?? []).filter((notice) => notice.includes('under another name'));
    expect(await noticed('twice-one')).toEqual([]);
    await api.expect(201, 'POST', '/clusters', {
      body: world().body('twice-two', [{ ...target('twice')[0], secretName: 'pull-two' }]),
    });
    expect(await noticed('twice-one')).toEqual([expect.stringContaining('twice-two')]);
    expect(await noticed('twice-two')).toEqual([expect.stringContaining('twice-one')]);
    const shown = await api.expect<{ notices?: string[] }>(200, 'GET', '/clusters/twice-one');
    expect(shown.notices).toEqual([
      expect.stringContaining('twice-two'),
      expect.stringContaining('may do everything in the cluster'),
    ]);
    await api.attempted('twice-two', undefined);
    await api.deregister('twice-two');
    expect(await noticed('twice-one')).toEqual([]);
    await api.deregister('twice-one');
  }, 180_000);
}
