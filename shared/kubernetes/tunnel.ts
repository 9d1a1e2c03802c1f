import { type ClientRequestArgs, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { Failure } from '../failure.ts';
import { proxyFailure, refusedByProxy } from './proxyFailures.ts';
import { serverIdentity } from './serverIdentity.ts';

export interface TunnelOptions {
  /** http or https URL, with the user and password to sign in with, if any. */
  proxyUrl: string;
  /** What the proxy is to connect to: `host:port`, with brackets around IPv6. */
  target: string;
  /** Resolves the proxy's name and refuses forbidden addresses. */
  lookup: NonNullable<ClientRequestArgs['lookup']>;
  /** What an https proxy must prove itself with, besides its name. */
  trust: Pick<ConnectionOptions, 'secureContext'>;
  /** Ends the attempt. */
  signal: AbortSignal;
}

/**
 * Opens a tunnel by CONNECT (RFC 9110, 9.3.6); resolves with the socket, nothing read from it yet. By Node's own
 * client: it bounds what the proxy may answer. Rejects with a Failure that names the proxy.
 */
export function openTunnel({ proxyUrl, target, lookup, trust, signal }: TunnelOptions): Promise<Socket> {
  const proxy = new URL(proxyUrl);
  const secure = proxy.protocol === 'https:';
  const hostname = proxy.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const asking = (secure ? tlsRequest : plainRequest)({
      agent: false,
      method: 'CONNECT',
      hostname,
      port: proxy.port || (secure ? 443 : 80),
      path: target,
      headers: { Host: target, ...signIn(proxy) },
      lookup,
      signal,
      ...(secure && { ...trust, ...serverIdentity(hostname), rejectUnauthorized: true }),
    });
    // Node would ask for the end of the connection that is to become the tunnel.
    asking.removeHeader('Connection');
    asking.on('connect', ({ statusCode = 0 }, socket: Socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        reject(refusedByProxy(proxy.host, statusCode));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asking.on('error', (error) => reject(error instanceof Failure ? error : proxyFailure(error, proxy.host)));
    asking.end();
  });
}

function signIn({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
