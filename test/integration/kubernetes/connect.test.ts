import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
  connect as tcpConnect,
} from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { type Connection, connect } from '../../../shared/kubernetes/connect.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { createAuthority } from '../../../shared/simulation/certificates.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';

const loopback = parseCidrs('127.0.0.0/8');
const simulated = new TestCluster();
let endpoint: Awaited<ReturnType<typeof startSimulatedCluster>>;
const open: Connection[] = [];
const servers: Server[] = [];

beforeEach(async () => {
  endpoint = await startSimulatedCluster(simulated);
});

afterEach(async () => {
  closeAll();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  await endpoint.stop();
});

function closeAll(): void {
  for (const connection of open.splice(0)) connection.close();
}

function parsed(text: string): Kubeconfig {
  return parseKubeconfig(text, { now: new Date(), allowedCidrs: loopback });
}

function connected(kubeconfig: Kubeconfig, options = {}) {
  const connection = connect(kubeconfig, {
    advice,
    deadline: Date.now() + 60_000,
    allowedCidrs: loopback,
    ...options,
  });
  open.push(connection);
  return connection.api;
}

async function listening<S extends Server>(server: S): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

test('a token and a client certificate both sign in', async () => {
  expect((await connected(parsed(endpoint.kubeconfig('admin'))).reviewSelf()).username).toBe('admin');
  expect(
    (await connected(parsed(await endpoint.kubeconfigWithCertificate('robot'))).reviewSelf()).username,
  ).toBe('robot');
});

describe('connections that trust the same CA', () => {
  test('do not sign in with each other’s client certificate', async () => {
    const robot = parsed(await endpoint.kubeconfigWithCertificate('robot'));
    expect((await connected(robot).reviewSelf()).username).toBe('robot');
    expect((await connected(parsed(endpoint.kubeconfig('admin'))).reviewSelf()).username).toBe('admin');
    const stranger = connected(parsed(endpoint.kubeconfigWithToken('unknown')));
    await expect(stranger.reviewSelf()).rejects.toMatchObject({ kind: 'unauthorized' });
    expect((await connected(robot).reviewSelf()).username).toBe('robot');
  });

  test('do not resume each other’s TLS sessions', async () => {
    const authority = await createAuthority('sessions');
    const { certificate, key } = await authority.issue({
      commonName: 'kube-apiserver',
      addresses: ['127.0.0.1'],
    });
    const resumed: boolean[] = [];
    const server = createTlsServer({ cert: certificate, key }, ({ socket }, response) => {
      resumed.push((socket as TLSSocket).isSessionReused());
      response
        .writeHead(200, { connection: 'close', 'content-type': 'application/json' })
        .end('{"kind":"SelfSubjectReview"}');
    });
    const kubeconfig = {
      server: `https://127.0.0.1:${await listening(server)}`,
      certificateAuthority: authority.certificate,
      credential: { token: 'token' },
    };
    const first = connected(kubeconfig);
    for (const api of [first, first, connected(kubeconfig)]) await api.reviewSelf();
    expect(resumed).toEqual([false, true, false]);
  });
});

test('requests share kept-alive connections', async () => {
  let connections = 0;
  const { port } = new URL(endpoint.server);
  const forwarder = createTcpServer((socket) => {
    connections++;
    socket.pipe(tcpConnect(Number(port), '127.0.0.1')).pipe(socket);
  });
  const kubeconfig = parsed(endpoint.kubeconfig('admin'));
  const api = connected(
    { ...kubeconfig, server: `https://127.0.0.1:${await listening(forwarder)}` },
    { concurrency: 2 },
  );
  await Promise.all(Array.from({ length: 20 }, () => api.listNamespaces()));
  expect(connections).toBe(2);
  closeAll();
});

test('a proxy gets a CONNECT, and the certificate is still verified inside the tunnel', async () => {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const upstream = tcpConnect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  const proxyUrl = `http://127.0.0.1:${await listening(proxy)}`;
  const kubeconfig = { ...parsed(endpoint.kubeconfig('admin')), proxyUrl };
  expect((await connected(kubeconfig).reviewSelf()).username).toBe('admin');
  expect(tunnels).toEqual([new URL(endpoint.server).host]);

  const { certificateAuthority, ...withoutCa } = kubeconfig;
  await expect(connected(withoutCa).reviewSelf()).rejects.toMatchObject({ kind: 'tls' });
  closeAll();
});

test('a proxy that never answers a CONNECT costs the time limit, and its sockets end with the connection', async () => {
  const sockets = new Set<Socket>();
  const silent = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
    socket.on('close', () => sockets.delete(socket));
  });
  const proxyUrl = `http://127.0.0.1:${await listening(silent)}`;
  const seen = once(silent, 'connection');
  const api = connected({ ...parsed(endpoint.kubeconfig('admin')), proxyUrl }, { requestTimeout: 200 });
  await expect(Promise.all(Array.from({ length: 20 }, () => api.reviewSelf()))).rejects.toMatchObject({
    kind: 'timeout',
  });
  await seen;
  const closed = Promise.all([...sockets].map((socket) => once(socket, 'close')));
  closeAll();
  await closed;
});

test('a proxy that refuses is named, with its status, and is not mistaken for the API server', async () => {
  const proxy = createTcpServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  const port = await listening(proxy);
  const proxyUrl = `http://user:proxy-password@127.0.0.1:${port}`;
  const refused = connected({ ...parsed(endpoint.kubeconfig('admin')), proxyUrl }).reviewSelf();
  await expect(refused).rejects.toMatchObject({
    kind: 'unreachable',
    message: `The proxy 127.0.0.1:${port} answered CONNECT to ${new URL(endpoint.server).host} with 403`,
  });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('proxy-password') });
  closeAll();
});

test('a public endpoint without a CA in its kubeconfig is checked against the public roots', async () => {
  const { certificateAuthority, ...kubeconfig } = parsed(endpoint.kubeconfig('admin'));
  await expect(connected(kubeconfig).reviewSelf()).rejects.toMatchObject({ kind: 'tls' });
});

describe('a forbidden address', () => {
  test('is refused as a literal before anything is sent', () => {
    const kubeconfig = parsed(endpoint.kubeconfig('admin'));
    expect(() => connect(kubeconfig, { advice, deadline: Date.now() + 1000, allowedCidrs: [] })).toThrow(
      expect.objectContaining({ kind: 'kubeconfig' }),
    );
  });
});

test('after the deadline nothing is sent any more', async () => {
  const api = connected(parsed(endpoint.kubeconfig('admin')), { deadline: Date.now() - 1 });
  simulated.requests.reset();
  await expect(api.reviewSelf()).rejects.toMatchObject({
    kind: 'timeout',
    message: expect.stringContaining('time limit'),
  });
  expect(simulated.requests.total).toBe(0);
});

test('an endless answer is cut off by the time limit', async () => {
  simulated.inject({ kind: 'hang', at: 'mid-body', times: 1 });
  const api = connected(parsed(endpoint.kubeconfig('admin')), { requestTimeout: 200 });
  await expect(api.listNamespaces()).rejects.toMatchObject({ kind: 'timeout' });
});

test('namespaces are read in pages', async () => {
  for (let index = 0; index < 501; index++) simulated.addNamespace(`n-${index}`);
  const names = await connected(parsed(endpoint.kubeconfig('admin'))).listNamespaces();
  expect(names.filter(({ name }) => name.startsWith('n-'))).toHaveLength(501);
});
