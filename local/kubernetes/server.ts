import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { type Answer, faultAnswer } from './answers.ts';
import { type Authority, createAuthority } from './certificates.ts';
import { factsOf, type SimulatedCluster } from './cluster.ts';
import type { Fault } from './faults.ts';
import { kubeconfigYaml } from './kubeconfig.ts';
import type { UserInfo } from './rbac.ts';
import { routeOf } from './route.ts';

/** Name in every certificate, for addresses that are not in it. */
const tlsServerName = 'kubernetes.default.svc';

export interface SimulatedServerOptions {
  /** The CA of the clusters; made anew when left out. */
  authority?: Authority;
  /** 0, the default, for a free one. */
  port?: number;
  /**
   * Listen on the whole of 127.0.0.0/8, so that many clusters share one port, told apart by the address.
   * There is no socket for a network of addresses: it is bound to all, and what comes in by another address
   * than a loopback one is dropped at once.
   */
  wholeLoopback?: boolean;
}

/** Where one simulated cluster is reached. */
export interface ClusterEndpoint {
  cluster: SimulatedCluster;
  /** `https://127.0.0.1:PORT`, or another address of 127.0.0.0/8. */
  server: string;
  /** PEM of the CA. */
  ca: string;
  /** Kubeconfig, YAML, with the token of a user of the cluster. */
  kubeconfig(username: string): string;
  /** Kubeconfig with any token, such as one of a service account. */
  kubeconfigWithToken(token: string, username?: string): string;
  /** Kubeconfig with a client certificate for a user, whom the cluster need not know by a token. */
  kubeconfigWithCertificate(username: string): Promise<string>;
}

/** A TLS server for simulated clusters. */
export interface SimulatedServer {
  port: number;
  authority: Authority;
  /** Serves a cluster at an address of 127.0.0.0/8; another than 127.0.0.1 needs `wholeLoopback`. */
  add(cluster: SimulatedCluster, address?: string): ClusterEndpoint;
  /** Stops serving a cluster: connections to its address are reset. */
  remove(address: string): void;
  /** Closes all connections and ends. */
  stop(): Promise<void>;
}

interface Host {
  cluster: SimulatedCluster;
  sockets: Set<Socket>;
}

/** Starts a TLS server with no clusters yet. HTTP/1.1 only, with keep-alive. */
export async function startSimulatedServer(options: SimulatedServerOptions = {}): Promise<SimulatedServer> {
  const authority = options.authority ?? (await createAuthority('simulated-kubernetes-ca'));
  const contexts = await tlsContexts(authority);
  const ca = new X509Certificate(authority.certificate);
  const hosts = new Map<string, Host>();
  const sockets = new Set<Socket>();

  const http = createServer((request, response) => void respond(request, response));
  http.keepAliveTimeout = 0;
  const hostOf = new WeakMap<object, Host>();

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const host = hostOf.get(request.socket);
    if (!host) return request.socket.destroy();
    try {
      await serve(host.cluster, ca, request, response);
    } catch (error) {
      if (!response.writable || response.headersSent) return request.socket.destroy();
      const why = error instanceof Error ? error.stack : String(error);
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`The simulated API failed: ${why}\n`);
    }
    return undefined;
  };

  const tcp = createTcpServer((socket) => {
    const host = hosts.get(socket.localAddress ?? '');
    socket.on('error', () => {});
    if (!host) return socket.resetAndDestroy();
    for (const all of [sockets, host.sockets]) {
      all.add(socket);
      socket.once('close', () => all.delete(socket));
    }
    const fault = host.cluster.faults.strikeConnection();
    if (fault?.kind === 'reset') return socket.resetAndDestroy();
    if (fault?.kind === 'hang') return socket.resume();
    const problem = fault?.kind === 'tls' ? fault.problem : 'none';
    const secureContext = contexts[problem];
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext,
      requestCert: true,
      rejectUnauthorized: false,
    });
    secure.on('error', () => socket.destroy());
    hostOf.set(secure, host);
    below.set(secure, socket);
    http.emit('connection', secure);
    return socket;
  });
  tcp.listen(options.port ?? 0, options.wholeLoopback ? '0.0.0.0' : '127.0.0.1');
  await once(tcp, 'listening');
  const { port } = tcp.address() as AddressInfo;

  return {
    port,
    authority,
    add(cluster, address = '127.0.0.1') {
      if (address !== '127.0.0.1' && !(options.wholeLoopback && address.startsWith('127.'))) {
        throw new Error(
          `A simulated cluster at ${address} needs wholeLoopback and an address of 127.0.0.0/8.`,
        );
      }
      const host: Host = { cluster, sockets: new Set() };
      hosts.set(address, host);
      cluster.onDropConnections(() => dropAll(host.sockets));
      return endpoint(cluster, address, port, authority);
    },
    remove(address) {
      dropAll(hosts.get(address)?.sockets ?? new Set());
      hosts.delete(address);
    },
    async stop() {
      const closed = once(tcp, 'close');
      tcp.close();
      dropAll(sockets);
      await closed;
    },
  };
}

/** Serves one cluster on a port of its own of 127.0.0.1. */
export async function startSimulatedCluster(
  cluster: SimulatedCluster,
  options: Omit<SimulatedServerOptions, 'wholeLoopback'> = {},
): Promise<ClusterEndpoint & { stop(): Promise<void> }> {
  const server = await startSimulatedServer(options);
  return { ...server.add(cluster), stop: () => server.stop() };
}

function dropAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

function endpoint(
  cluster: SimulatedCluster,
  address: string,
  port: number,
  authority: Authority,
): ClusterEndpoint {
  const server = `https://${address}:${port}`;
  const ca = authority.certificate;
  const where = {
    server,
    ca,
    cluster: cluster.name,
    ...(address === '127.0.0.1' ? {} : { tlsServerName }),
  };
  const kubeconfigWithToken = (token: string, user = 'user') =>
    kubeconfigYaml({ ...where, user, credential: { token } });
  return {
    cluster,
    server,
    ca,
    kubeconfig: (username) => kubeconfigWithToken(cluster.tokenOf(username), username),
    kubeconfigWithToken,
    async kubeconfigWithCertificate(username) {
      const { certificate, key } = await authority.issue({ commonName: username, client: true });
      const credential = { clientCertificate: certificate, clientKey: key };
      return kubeconfigYaml({ ...where, user: username, credential });
    },
  };
}

type Certificate = 'none' | 'expired' | 'wrong-host' | 'unknown-ca';

async function tlsContexts(authority: Authority): Promise<Record<Certificate, SecureContext>> {
  const usual = {
    commonName: 'kube-apiserver',
    dnsNames: ['localhost', tlsServerName],
    addresses: ['127.0.0.1'],
  };
  const day = 24 * 60 * 60 * 1000;
  const [ago, yesterday] = [new Date(Date.now() - 90 * day), new Date(Date.now() - day)];
  const stranger = await createAuthority('another-ca');
  const [none, expired, wrongHost, unknown] = await Promise.all([
    authority.issue(usual),
    authority.issue({ ...usual, notBefore: ago, notAfter: yesterday }),
    authority.issue({ commonName: 'elsewhere', dnsNames: ['elsewhere.example.com'] }),
    stranger.issue(usual),
  ]);
  const context = ({ certificate, key }: { certificate: string; key: string }) =>
    createSecureContext({
      cert: certificate,
      key,
      ca: authority.certificate,
      // Without it a client that resumes its session is refused, as client certificates are asked for.
      sessionIdContext: 'simulated-kubernetes',
    });
  return {
    none: context(none),
    expired: context(expired),
    'wrong-host': context(wrongHost),
    'unknown-ca': context(unknown),
  };
}

async function serve(
  cluster: SimulatedCluster,
  ca: X509Certificate,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const [method, url] = [request.method ?? 'GET', request.url ?? '/'];
  const body = await read(request);
  const facts = factsOf(routeOf(method, url.split('?')[0] ?? '/'));
  const fault = cluster.faults.strikeRequest(facts);
  if (fault?.kind === 'slow') await delay(fault.ms);
  if (fault && isBeforeAnswer(fault)) {
    cluster.requests.add({ ...facts, username: '', status: 0 });
    if (fault.kind === 'reset') reset(request);
    return;
  }
  const answer = faultyAnswer(fault);
  if (answer) {
    cluster.requests.add({ ...facts, username: '', status: answer.status });
    send(response, answer);
    return;
  }
  const certificateUser = userOfCertificate(request.socket as TLSSocket, ca);
  const served = cluster.handle({
    method,
    url,
    headers: request.headers,
    body,
    ...(certificateUser ? { certificateUser } : {}),
  });
  if (fault && 'at' in fault && fault.at === 'mid-body') sendHalf(request, response, served, fault.kind);
  else send(response, served);
}

const isBeforeAnswer = (fault: Fault) =>
  (fault.kind === 'hang' && fault.at === 'first-byte') || (fault.kind === 'reset' && fault.at !== 'mid-body');

function faultyAnswer(fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === 'status') return faultAnswer(fault.status, fault.retryAfter);
  if (fault?.kind === 'garbage') {
    const body = '<html><body><h1>502 Bad Gateway</h1></body></html>\n';
    return { status: fault.status ?? 502, headers: { 'content-type': 'text/html' }, body };
  }
  return undefined;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Promises the whole body, sends half of it, and then hangs or resets. */
function sendHalf(request: IncomingMessage, response: ServerResponse, answer: Answer, then: string): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (then === 'reset') reset(request);
  });
}

/** The TCP socket under a TLS socket. */
const below = new WeakMap<Socket, Socket>();

/** Below TLS, so that the client sees a reset and no proper end. */
function reset(request: IncomingMessage): void {
  below.get(request.socket)?.resetAndDestroy();
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Common name and organisation of a client certificate that the CA signed are user and group. */
function userOfCertificate(socket: TLSSocket, ca: X509Certificate): UserInfo | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate?.checkIssued(ca) || !certificate.verify(ca.publicKey)) return undefined;
  const isExpired = certificate.validToDate.getTime() <= Date.now();
  if (isExpired) return undefined;
  const subject = certificate.subject.split('\n');
  const all = (field: string) =>
    subject.filter((line) => line.startsWith(field)).map((line) => line.slice(field.length));
  const [username] = all('CN=');
  return username ? { username, groups: [...all('O='), 'system:authenticated'] } : undefined;
}
