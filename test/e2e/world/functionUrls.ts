import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createAuthority } from '../../../shared/simulation/certificates.ts';
import { emulatedRegion } from '../../support/aws/ministack.ts';

/**
 * An HTTP proxy that passes only connections to Lambda Function URLs, and ends their TLS: the emulator serves them
 * without TLS, and no resolver knows their names.
 */
export interface FunctionUrls {
  /** For `proxy-url`. Not at 127.0.0.1, which the emulator treats specially in a Lambda. */
  proxyUrl: string;
  /** PEM of the CA of its certificate. */
  ca: string;
  /** Requests that came through. */
  requests(): number;
  stop(): Promise<void>;
}

export async function startFunctionUrls(gateway: string): Promise<FunctionUrls> {
  const domain = `lambda-url.${emulatedRegion}.on.aws`;
  const authority = await createAuthority('function-urls');
  const issued = await authority.issue({ commonName: domain, dnsNames: [`*.${domain}`] });
  const secureContext = createSecureContext({ cert: issued.certificate, key: issued.key });
  const { hostname, port } = new URL(gateway);
  let requests = 0;

  const inside = createServer((incoming, outgoing) => {
    requests += 1;
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const sockets = new Set<Socket>();
  const proxy = createServer((_, answer) => answer.writeHead(405).end());
  proxy.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  proxy.on('connect', ({ url = '' }, socket: Socket) => {
    socket.on('error', () => {});
    if (!url.endsWith(`.${domain}:443`)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    secure.on('error', () => socket.destroy());
    inside.emit('connection', secure);
  });
  proxy.listen(0, '127.0.0.2');
  await once(proxy, 'listening');
  return {
    proxyUrl: `http://127.0.0.2:${(proxy.address() as AddressInfo).port}`,
    ca: authority.certificate,
    requests: () => requests,
    async stop() {
      const closed = once(proxy, 'close');
      proxy.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
