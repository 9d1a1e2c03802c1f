import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';

export interface Refusal {
  status: number;
  title: string;
  detail: string;
}

/**
 * Why a request must be refused by a server that listens on loopback and does not authenticate.
 *
 * A web page in the user's browser can send requests to 127.0.0.1. DNS rebinding (the page's own name now resolves to
 * 127.0.0.1) shows in the Host header; a plain cross-site request shows in Origin.
 */
export function refuseForeign(request: IncomingMessage): Refusal | undefined {
  const port = request.socket.localPort;
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = request.headers;
  if (host === undefined || !names.includes(host.toLowerCase())) {
    return {
      status: 421,
      title: 'Misdirected Request',
      detail: `This server answers to ${names.join(' and ')} only; the Host header was ${JSON.stringify(host ?? '')}.`,
    };
  }
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) {
    return {
      status: 403,
      title: 'Forbidden',
      detail: `Requests from other origins are refused; the Origin header was ${JSON.stringify(origin)}.`,
    };
  }
  return undefined;
}

/** As `refuseForeign`, for a server whose base URL has a random path: callers that do not know it are refused too. */
export function refuseStranger(request: IncomingMessage, knowsPath: boolean): Refusal | undefined {
  const detail = 'Not the base URL that was printed to this process.';
  return refuseForeign(request) ?? (knowsPath ? undefined : { status: 403, title: 'Forbidden', detail });
}

/** Answers with an RFC 9457 problem. */
export function sendProblem(response: ServerResponse, { status, title, detail }: Refusal): void {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  response
    .writeHead(status, {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}

/**
 * Listens on 127.0.0.1, and resolves with the port. Idle connections are kept: when this process and a client are busy,
 * the client could use one just as it is closed for being idle.
 *
 * @param port 0 for a free one
 */
export async function listenOnLoopback(server: NetServer, port = 0): Promise<number> {
  if (server instanceof Server) server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Stops accepting, lets requests under way finish for `graceMs`, then cuts off the rest. */
export async function closeServer(server: Server, graceMs = 0): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed.finally(() => clearTimeout(cut));
}
