import { createServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
} from '../../../shared/simulation/certificates.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { issuedOnce } from '../../support/issuedOnce.ts';

/** Who a server says it is, and who it must be. One CA signs everybody here, like a public one. */

const token = 'the-token-of-the-cluster';
const allowedCidrs = parseCidrs('127.0.0.0/8,::1/128');
const cleanups: (() => Promise<void>)[] = [];
let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority('everybody');
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function listening(server: Server, address = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return (server.address() as AddressInfo).port;
}

/** A proxy of the scheme that answers every CONNECT itself, with this certificate, and keeps what it receives. */
async function startProxy(scheme: 'http' | 'https', own: IssuedCertificate, inTunnel: IssuedCertificate) {
  const heard: string[] = [];
  const asked: string[] = [];
  const proxy = scheme === 'http' ? createServer() : createHttpsServer(pem(own));
  const inside = createServer((request, response) => {
    heard.push(request.headers.authorization ?? '');
    response
      .writeHead(201, { 'content-type': 'application/json' })
      .end('{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"robot"}}}');
  });
  proxy.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    socket.on('error', () => undefined).write('HTTP/1.1 200 Connection established\r\n\r\n');
    const opened = new TLSSocket(socket, { isServer: true, ...pem(inTunnel) });
    opened.on('error', () => undefined);
    inside.emit('connection', opened);
  });
  const port = await listening(proxy);
  return { url: `${scheme}://localhost:${port}`, heard, asked };
}

const pem = ({ certificate, key }: IssuedCertificate) => ({ cert: certificate, key });

async function whoAmI(kubeconfig: Omit<Kubeconfig, 'credential' | 'certificateAuthority'>): Promise<string> {
  const connection = connect(
    { ...kubeconfig, certificateAuthority: authority.certificate, credential: { token } },
    { advice, deadline: Date.now() + 60_000, allowedCidrs },
  );
  cleanups.push(async () => connection.close());
  return (await connection.api.reviewSelf()).username;
}

const servers: [how: string, server: string, tlsServerName: string | undefined, name: string][] = [
  ['an IPv4 address', 'https://10.0.0.1:6443', undefined, '10.0.0.1'],
  ['an IPv6 address', 'https://[fd12::1]:6443', undefined, 'fd12::1'],
  ['a name', 'https://api.example.com:6443', undefined, 'api.example.com'],
  ['a name with a closing dot', 'https://api.example.com.:6443', undefined, 'api.example.com'],
  ['a name in capitals', 'https://API.Example.COM:6443', undefined, 'api.example.com'],
  ['a name outside ASCII', 'https://bücher.example:6443', undefined, 'xn--bcher-kva.example'],
  ['an address with tls-server-name', 'https://10.0.0.1:6443', 'api.example.com', 'api.example.com'],
  ['an address with another as tls-server-name', 'https://10.0.0.1:6443', '10.0.0.2', '10.0.0.2'],
  ['a name with tls-server-name in capitals', 'https://a.example.com', 'API.example.com', 'api.example.com'],
];

const issue = (...names: string[]) =>
  issuedOnce(authority, {
    commonName: 'kube-apiserver',
    dnsNames: names.filter((name) => !/^[\d.]+$|:/.test(name)),
    addresses: names.filter((name) => /^[\d.]+$|:/.test(name)),
  });

describe.each(['http', 'https'] as const)('behind an %s proxy', (scheme) => {
  describe.each(servers)('a server by %s', (_how, server, tlsServerName, name) => {
    const given = { server, ...(tlsServerName !== undefined && { tlsServerName }) };

    test('cannot be impersonated by a proxy with a certificate for its own name, which gets no token', async () => {
      const own = await issue('localhost', '127.0.0.1');
      const thief = await startProxy(scheme, own, own);
      await expect(whoAmI({ ...given, proxyUrl: thief.url })).rejects.toMatchObject({ kind: 'tls' });
      expect(thief.asked).toHaveLength(1);
      expect(thief.heard).toEqual([]);
    });

    test('is recognised by the certificate for its own name', async () => {
      const honest = await startProxy(scheme, await issue('localhost'), await issue(name));
      expect(await whoAmI({ ...given, proxyUrl: honest.url })).toBe('robot');
      expect(honest.heard).toEqual([`Bearer ${token}`]);
    });
  });
});
