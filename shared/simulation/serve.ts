import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Answer } from './answers.ts';
import type { SimulatedCluster } from './cluster.ts';
import { routeOf } from './route.ts';
import { userOfCertificate } from './tls.ts';

/** Serves one request, unless the cluster's interceptor does. `reset` resets its TCP connection. Never rejects. */
export async function serve(
  cluster: SimulatedCluster,
  ca: X509Certificate,
  request: IncomingMessage,
  response: ServerResponse,
  reset: () => void,
): Promise<void> {
  const [method, url] = [request.method ?? 'GET', request.url ?? '/'];
  try {
    const body = await read(request);
    const answer = () => {
      const certificateUser = userOfCertificate(request.socket as TLSSocket, ca);
      return cluster.handle({
        method,
        url,
        headers: request.headers,
        body,
        ...(certificateUser ? { certificateUser } : {}),
        isLate: request.socket.destroyed,
      });
    };
    const { interceptor } = cluster;
    if (interceptor === undefined) return send(response, answer());
    const route = routeOf(method, url.split('?')[0] ?? '/');
    return await interceptor.serve({ request, response, route, body, answer, reset });
  } catch (error) {
    if (!response.writable || response.headersSent) return void request.socket.destroy();
    const why = error instanceof Error ? error.stack : String(error);
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`The simulated API failed: ${why}\n`);
  }
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
