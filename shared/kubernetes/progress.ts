import type { ClientRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What a request is still waiting for. */
export type Wait =
  | 'a free connection'
  | 'the address of its name'
  | 'the connection'
  | 'the TLS handshake'
  | 'the answer';

export interface Progress {
  /** Whether it is waiting for the proxy to open the tunnel. */
  ofProxy: boolean;
  wait: Wait;
}

const resolved = new WeakSet<Socket>();
const tunnels = new WeakMap<ClientRequest, ClientRequest>();

/** Records when the host's name was resolved: a socket does not tell this afterwards. */
export function noteResolution(socket: Socket, host: string): void {
  if (isIP(host) === 0) socket.once('lookup', () => resolved.add(socket));
  else resolved.add(socket);
}

/** `request` waits for the proxy to answer `connect`. */
export function noteTunnel(request: ClientRequest, connect: ClientRequest): void {
  tunnels.set(request, connect);
}

/** How far the request has got. */
export function progressOf(request: ClientRequest): Progress {
  const tunnel = tunnels.get(request);
  if (request.socket === null && tunnel !== undefined) return { ofProxy: true, wait: waitOf(tunnel) };
  return { ofProxy: false, wait: waitOf(request) };
}

function waitOf({ socket }: ClientRequest): Wait {
  if (socket === null) return 'a free connection';
  if (socket.connecting) return resolved.has(socket) ? 'the connection' : 'the address of its name';
  if (socket instanceof TLSSocket && socket.getFinished() === undefined) return 'the TLS handshake';
  return 'the answer';
}
