import { type ClientRequest, type ClientRequestArgs, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { noteResolution, noteTunnel } from './progress.ts';
import { proxyFailure, refusedByProxy } from './proxyFailures.ts';
import { proxySignIn } from './proxySignIn.ts';
import { serverIdentity } from './serverIdentity.ts';
import { proxyContext } from './tlsContexts.ts';

export interface TunnelOptions {
  /** http or https URL, with the user and password to sign in with, if any. */
  proxyUrl: string;
  /** What the proxy is to connect to: `host:port`, with brackets around IPv6. */
  target: string;
  /** Resolves the proxy's name and refuses forbidden addresses. */
  lookup: NonNullable<ClientRequestArgs['lookup']>;
  /** The kubeconfig's CAs (PEM), which an https proxy may have its certificate from. */
  authority: string | undefined;
  /** The request that waits for the tunnel, if one does. */
  request?: ClientRequest;
  /** Ends the attempt. */
  signal: AbortSignal;
}

/**
 * Opens a tunnel by CONNECT (RFC 9110, 9.3.6); resolves with the socket, nothing read from it yet. By Node's own
 * client: it bounds what the proxy may answer. Rejects with a Failure that names the proxy.
 */
export function openTunnel({
  request,
  proxyUrl,
  target,
  authority,
  lookup,
  signal,
}: TunnelOptions): Promise<Socket> {
  const proxy = new URL(proxyUrl);
  const secure = proxy.protocol === 'https:';
  const hostname = proxy.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const signIn = proxySignIn(proxy);
    const asking = (secure ? tlsRequest : plainRequest)({
      agent: false,
      // As Go reads it: some proxies end their lines without a return. Nothing but this one answer is read so.
      insecureHTTPParser: true,
      method: 'CONNECT',
      hostname,
      port: proxy.port || (secure ? 443 : 80),
      path: target,
      headers: { Host: target, ...signIn },
      lookup,
      signal,
      ...(secure && {
        secureContext: proxyContext(authority),
        ...serverIdentity(hostname),
        rejectUnauthorized: true,
      }),
    });
    // Node would ask for the end of the connection that is to become the tunnel.
    asking.removeHeader('Connection');
    if (request !== undefined) noteTunnel(request, asking);
    asking.once('socket', (socket) => noteResolution(socket, hostname));
    asking.on('connect', ({ statusCode = 0 }, socket: Socket, head) => {
      // Node lets go of the socket: an error that nobody hears would end the worker. It closes with it.
      socket.on('error', () => undefined);
      if (statusCode !== 200) {
        socket.destroy();
        reject(refusedByProxy(proxy.host, target, statusCode, 'Proxy-Authorization' in signIn));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asking.on('error', (error) => reject(proxyFailure(error, proxy.host, authority)));
    asking.end();
  });
}
