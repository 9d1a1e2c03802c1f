import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { toPem } from '../../../shared/kubeconfig/pem.ts';
import { sharedContext } from '../../../shared/kubernetes/tlsContexts.ts';
import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { serve } from '../../../shared/simulation/serve.ts';
import { pipe } from './pipe.ts';
import type { TestCluster } from './testCluster.ts';

/** What Node's agent knows when it needs a connection, as far as it matters here. */
interface Wanted {
  host?: string;
  port?: number | string;
  servername?: string;
  secureContext?: SecureContext;
  headers?: Readonly<Record<string, unknown>>;
}

/** By the port of the endpoint: connects, unless the connection must go through sockets and TLS. */
const ways = new Map<number, (wanted: Wanted) => Duplex | undefined>();

const { createConnection } = Agent.prototype;

Agent.prototype.createConnection = function (this: Agent, ...given) {
  const wanted = given[0] as Wanted;
  return ways.get(Number(wanted.port))?.(wanted) ?? createConnection.apply(this, given);
};

/**
 * From now on, what this process asks of a simulated cluster reaches it without sockets and TLS, which take nine tenths of
 * the CPU time of a request. HTTP, connection pools and the server are Node's own all the same. What TLS would decide goes
 * over TLS: other CAs, addresses and names, client certificates, requests without a token, proxies; and so does everything
 * while the cluster has faults.
 *
 * @returns ends it, and closes the connections
 */
export function withoutSockets({ cluster, ca, server }: ClusterEndpoint<TestCluster>): () => void {
  const { hostname, port } = new URL(server);
  const authority = new X509Certificate(ca);
  const trusted = toPem([authority]);
  const open = new Set<Duplex>();
  const drop = () => {
    for (const client of open) client.destroy();
  };
  const http = createServer((request, response) => {
    const { socket } = request;
    void serve(cluster, authority, request, response, () => void socket.resetAndDestroy());
  });
  http.keepAliveTimeout = 0;
  cluster.interceptor.added(drop);

  ways.set(Number(port), ({ host, secureContext, servername, headers }) => {
    const isAsRegistered = host === hostname && secureContext === sharedContext(trusted) && servername === '';
    if (!isAsRegistered || headers?.['authorization'] === undefined || cluster.faults.areOn) return undefined;
    const { client, server } = pipe();
    open.add(client);
    client.once('close', () => open.delete(client));
    // As with the simulated server's sockets: a lost connection is no fault of the server.
    server.on('error', () => undefined);
    http.emit('connection', server);
    return client;
  });
  return () => {
    ways.delete(Number(port));
    drop();
  };
}
