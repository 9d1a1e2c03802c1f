import { type ClientRequest, type ClientRequestArgs, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { noteResolution, noteTunnel } from './progress.ts';
import { proxyFailure, refusedByProxy } from './proxyFailures.ts';
import { proxySignIn } from './proxySignIn.ts';
import { serverIdentity } from './serverIdentity.ts';
import { proxyContext } from './tlsContexts.ts';

export interface TunnelOptions {
  /** http or https URL, including a user and a password, if any. */
  proxyUrl: string;
  /** The server that the proxy should connect to: `host:port`, with brackets around IPv6. */
  target: string;
  /** Resolves the proxy's name, and refuses forbidden addresses. */
  lookup: NonNullable<ClientRequestArgs['lookup']>;
  /** The kubeconfig's CAs (PEM), which may have signed an https proxy's certificate. */
  authority: string | undefined;
  /** The request that waits for the tunnel, if any. */
  request?: ClientRequest;
  /** Aborts the attempt. */
  signal: AbortSignal;
}

/**
 * Opens a tunnel by CONNECT (RFC 9110, 9.3.6), and resolves with the socket before anything is read from it. Uses
 * Node's client, which limits the proxy's answer. Rejects with a Failure that names the proxy.
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
      // Like Go: some proxies end lines without a carriage return. Only this one answer is read so.
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
    // Node would otherwise ask the proxy to close the connection that becomes the tunnel.
    asking.removeHeader('Connection');
    if (request !== undefined) noteTunnel(request, asking);
    asking.once('socket', (socket) => noteResolution(socket, hostname));
    asking.on('connect', ({ statusCode: status = 0, headers }, socket: Socket, head) => {
      // Node no longer listens to this socket: an unhandled error would end the worker. The socket closes after it.
      socket.on('error', () => undefined);
      if (status !== 200) {
        socket.destroy();
        const challenge = headers['proxy-authenticate'];
        const signedIn = 'Proxy-Authorization' in signIn;
        reject(refusedByProxy(proxy.host, target, { status, challenge, signedIn }));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asking.on('error', (error) => reject(proxyFailure(error, proxy.host, authority)));
    asking.end();
  });
}
