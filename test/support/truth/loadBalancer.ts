import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';
import { issuedOnce } from '../issuedOnce.ts';

export interface LoadBalancer {
  /** `https://127.0.0.1:PORT`. */
  server: string;
  /** PEM of the CA that signed its certificate. */
  ca: string;
  stop(): Promise<void>;
}

/** What answers in place of the API server, if anything does. */
export type Answers = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A load balancer that ends TLS: it has its own certificate, and its own connections to the API server behind it.
 * Headers pass through; a client certificate cannot. `prefix`: a path under which it serves the API server, and which
 * it strips. Without `upstream`, `answers` answers.
 */
export async function startLoadBalancer(
  to: { upstream: string; ca: string; prefix?: string } | { answers: Answers },
  { address = '127.0.0.1', authority }: { address?: string; authority?: Authority } = {},
): Promise<LoadBalancer> {
  const ca = authority ?? (await createAuthority('load-balancer'));
  const own = await issuedOnce(ca, { commonName: 'front', addresses: [address] });
  const behind = new Agent({ keepAlive: true, ...('ca' in to && { ca: to.ca }) });
  const answers = 'answers' in to ? to.answers : passOn(to.upstream, to.prefix ?? '', behind);
  const server = createServer({ cert: own.certificate, key: own.key }, answers);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, address);
  await once(server, 'listening');
  return {
    server: `https://${address}:${(server.address() as AddressInfo).port}`,
    ca: ca.certificate,
    async stop() {
      behind.destroy();
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

function passOn(upstream: string, prefix: string, agent: Agent): Answers {
  return (incoming, response) => {
    const { method, headers, url = '/' } = incoming;
    const outgoing = httpsRequest(
      new URL(url.slice(prefix.length), upstream),
      { method, headers, agent },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>'));
    incoming.pipe(outgoing);
  };
}

const page =
  (status: number, text: string): Answers =>
  (_, response) =>
    void response
      .writeHead(status, { 'content-type': 'text/html' })
      .end(`<html><head><title>${status} ${text}</title></head><body><h1>${text}</h1></body></html>\r\n`);

/** What is often found where an API server should be. */
export const strangers = {
  'nginx without such a page': page(404, 'Not Found'),
  'a firewall that forbids': page(403, 'Request blocked'),
  'a sign-in page': page(200, 'Sign in'),
  'a redirect to a sign-in page': (_, response) =>
    void response.writeHead(302, { location: 'https://sign-in.example.com/' }).end(),
  'another Go program': (_, response) =>
    void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n'),
  'an API of another kind': (_, response) =>
    void response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}'),
} as const satisfies Record<string, Answers>;
