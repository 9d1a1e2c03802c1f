import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type Authority, createAuthority } from './certificates.ts';
import type { SimulatedCluster } from './cluster.ts';
import { type ClusterEndpoint, endpointOf } from './endpoint.ts';
import { serve } from './serve.ts';
import { rightContext } from './tls.ts';

export interface SimulatedServerOptions {
  /** The CA of the clusters. Default: a new one. */
  authority?: Authority;
  /** Default: 0, for a free port. */
  port?: number;
}

/** A TLS server for simulated clusters. */
export interface SimulatedServer {
  port: number;
  authority: Authority;
  /** Serves a cluster at 127.0.0.1. */
  add<Cluster extends SimulatedCluster>(cluster: Cluster): ClusterEndpoint<Cluster>;
  /**
   * Serves a cluster at another address of 127.0.0.0/8, so that many clusters share one port. Each address gets its own
   * socket: a single one would have to listen on every interface.
   */
  addAt<Cluster extends SimulatedCluster>(
    cluster: Cluster,
    address: string,
  ): Promise<ClusterEndpoint<Cluster>>;
  /** Stops serving a cluster: connections to its address are reset or refused. */
  remove(address: string): void;
  /** Closes all connections and ends. */
  stop(): Promise<void>;
}

interface Host {
  cluster: SimulatedCluster;
  sockets: Set<Socket>;
}

/** Starts a TLS server without clusters. HTTP/1.1 only, with keep-alive. */
export async function startSimulatedServer(options: SimulatedServerOptions = {}): Promise<SimulatedServer> {
  const authority = options.authority ?? (await createAuthority('simulated-kubernetes-ca'));
  const right = await rightContext(authority);
  const ca = new X509Certificate(authority.certificate);
  const hosts = new Map<string, Host>();
  const sockets = new Set<Socket>();

  const http = createServer((request, response) => void respond(request, response));
  http.keepAliveTimeout = 0;
  const hostOf = new WeakMap<Socket, Host>();
  /** The TCP socket below a TLS socket: to the client, a reset above TLS would look like a proper end. */
  const below = new WeakMap<Socket, Socket>();

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const host = hostOf.get(request.socket);
    if (!host) return request.socket.destroy();
    await serve(host.cluster, ca, request, response, () => below.get(request.socket)?.resetAndDestroy());
    return undefined;
  };

  const accept = (socket: Socket) => {
    const host = hosts.get(socket.localAddress ?? '');
    socket.on('error', () => {});
    if (!host) return socket.resetAndDestroy();
    for (const all of [sockets, host.sockets]) {
      all.add(socket);
      socket.once('close', () => all.delete(socket));
    }
    const other = host.cluster.interceptor?.connect(socket, authority);
    if (other === undefined) return secured(socket, host, right);
    if (other !== 'taken') void other.then((context) => secured(socket, host, context));
    return socket;
  };
  const secured = (socket: Socket, host: Host, secureContext: SecureContext) => {
    if (socket.destroyed) return socket;
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
  };
  const listeners = new Map<string, Server>();
  const listen = async (address: string, onPort: number) => {
    const tcp = createTcpServer(accept).listen(onPort, address);
    await once(tcp, 'listening');
    listeners.set(address, tcp);
    return (tcp.address() as AddressInfo).port;
  };
  const port = await listen('127.0.0.1', options.port ?? 0);
  const host = <Cluster extends SimulatedCluster>(cluster: Cluster, address: string) => {
    const sockets = new Set<Socket>();
    hosts.set(address, { cluster, sockets });
    cluster.interceptor?.added(() => dropAll(sockets));
    return endpointOf(cluster, address, port, authority);
  };

  return {
    port,
    authority,
    add: (cluster) => host(cluster, '127.0.0.1'),
    async addAt(cluster, address) {
      if (!address.startsWith('127.'))
        throw new Error(`A simulated cluster may be at an address of 127.0.0.0/8, and not at ${address}.`);
      if (!listeners.has(address)) await listen(address, port);
      return host(cluster, address);
    },
    remove(address) {
      dropAll(hosts.get(address)?.sockets ?? new Set());
      hosts.delete(address);
    },
    async stop() {
      const closed = [...listeners.values()].map((tcp) => once(tcp.close(), 'close'));
      dropAll(sockets);
      await Promise.all(closed);
    },
  };
}

function dropAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.destroy();
}
