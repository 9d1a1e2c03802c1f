import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAuthority } from '../../../shared/simulation/certificates.ts';
import { breaking } from '../world/breaking.ts';
import { type Forwarder, startForwarder } from '../world/forwarder.ts';
import { startProxy, type TunnelProxy } from '../world/proxy.ts';
import type { World } from '../world/world.ts';

/** The ways to an API server that a kubeconfig can describe. */
export function wayScenarios(world: () => World): void {
  const mends: (() => Promise<unknown>)[] = [];
  let folder: string;
  let plain: TunnelProxy;
  let overTls: TunnelProxy;
  let elsewhere: Forwarder;

  beforeAll(async () => {
    const { kubernetes, plane, aws, deployment } = world();
    for (const name of ['by-proxy', 'by-tls-proxy', 'by-name']) await kubernetes.addNamespace(name);
    const authority = await createAuthority('proxies');
    plain = await startProxy();
    overTls = await startProxy(await authority.issue({ commonName: 'proxy', addresses: ['127.0.0.2'] }));
    // No name in the API server's certificate matches this address.
    elsewhere = await startForwarder(plane.port, '127.0.0.3');
    mends.push(plain.stop, overTls.stop, elsewhere.stop);

    // The public roots vouch for a proxy's certificate: here, one more root does.
    folder = await mkdtemp(join(tmpdir(), 'pullpass-proxy-'));
    const file = join(folder, 'ca.pem');
    await writeFile(file, authority.certificate);
    for (const name of ['push', 'registration'])
      mends.push(
        await breaking(aws).environment(`pullpass-${deployment.stage}-${name}`, {
          NODE_EXTRA_CA_CERTS: file,
        }),
      );
  }, 60_000);

  afterAll(async () => {
    for (const mend of mends.reverse()) await mend();
    await rm(folder, { recursive: true, force: true });
  });

  const withField = (field: string, kubeconfig = world().kubeconfig) =>
    kubeconfig.replace(/^( *)server: \S+$/m, (line, indent) => `${line}\n${indent}${field}`);
  const serve = async (name: string, kubeconfig: string) => {
    const { api, cluster } = world();
    const body = cluster(name, { namespaces: { include: [name] }, kubeconfig });
    await api.expect(201, 'POST', '/clusters', { body });
    expect((await api.attempted(name, undefined)).status).toMatchObject({ phase: 'Healthy' });
  };
  const pulls = async (namespace: string) => {
    const { registry, kubernetes } = world();
    expect(await registry.pull(await kubernetes.dockerConfig(namespace))).toMatchObject({ code: 0 });
  };

  test.each([
    ['http', 'by-proxy', () => plain],
    ['https', 'by-tls-proxy', () => overTls],
  ] as const)(
    'through an %s proxy it is checked and served, and the proxy sees only the address',
    async (_, name, proxy) => {
      const { kubeconfig } = world();
      const server = new URL(/server: (\S+)/.exec(kubeconfig)?.[1] ?? '');
      await serve(name, withField(`proxy-url: ${proxy().url}`));
      await pulls(name);
      const tunnels = proxy().tunnels();
      expect(tunnels.length).toBeGreaterThan(1);
      expect(new Set(tunnels)).toEqual(new Set([server.host]));
    },
    120_000,
  );

  test('an API server at an address that its certificate does not name is verified by tls-server-name', async () => {
    const { api, cluster, kubeconfig } = world();
    const there = kubeconfig.replace(/server: \S+/, `server: ${elsewhere.url}`);
    const body = cluster('by-name', { namespaces: { include: ['by-name'] }, kubeconfig: there });
    const refused = await api.call('POST', '/clusters', { body });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('"kind":"tls"')]);

    await serve('by-name', withField('tls-server-name: kubernetes.default.svc', there));
    await pulls('by-name');
  }, 120_000);
}
