import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';

/** The parts of a request line. */
interface RawRequest {
  method: string;
  path: string;
}

/** Answers one request with any bytes it likes. */
export type Attack = (socket: TLSSocket, request: RawRequest) => unknown;

export interface HostileServer {
  kubeconfig: Kubeconfig;
  requests: RawRequest[];
  /** Connections made so far. */
  connections(): number;
  /** Bytes handed to sockets so far. */
  sent(): number;
  /** Shows a certificate for these names from now on. */
  showNames(dnsNames: string[]): Promise<void>;
  stop(): Promise<void>;
}

interface HostileServerOptions {
  /** Default: 127.0.0.1. */
  address?: string;
  dnsNames?: string[];
  /** Default: a new one. */
  authority?: Authority;
}

/** A TLS server that answers anything: no HTTP library restricts it. */
export async function startHostileServer(
  attack: Attack,
  options: HostileServerOptions = {},
): Promise<HostileServer> {
  const { address = '127.0.0.1', dnsNames = [] } = options;
  const authority = options.authority ?? (await createAuthority('hostile-ca'));
  const { certificate, key } = await authority.issue({
    commonName: 'hostile',
    addresses: [address],
    dnsNames,
  });
  const requests: RawRequest[] = [];
  const sockets = new Set<TLSSocket>();
  let connections = 0;
  let sent = 0;
  const server = createServer({ cert: certificate, key }, (socket) => {
    connections++;
    sockets.add(socket);
    socket.once('close', () => {
      sent += socket.bytesWritten;
      sockets.delete(socket);
    });
    socket.on('error', () => undefined);
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      for (const request of requestsIn(heard)) {
        heard = '';
        requests.push(request);
        attack(socket, request);
      }
    });
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, address);
  await once(server, 'listening');
  return {
    kubeconfig: {
      server: `https://${address}:${(server.address() as AddressInfo).port}`,
      certificateAuthority: authority.certificate,
      credential: { token: 'token' },
    },
    requests,
    connections: () => connections,
    sent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, sent),
    async showNames(names) {
      const other = await authority.issue({ commonName: 'hostile', addresses: [], dnsNames: names });
      server.setSecureContext({ cert: other.certificate, key: other.key });
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The client sends one request at a time on a connection, and is answered after its whole body. */
function requestsIn(heard: string): RawRequest[] {
  const [head, body] = heard.split('\r\n\r\n', 2);
  if (head === undefined || body === undefined) return [];
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  if (body.length < length) return [];
  const [method = '', path = ''] = head.split(' ', 2);
  return [{ method, path }];
}

/**
 * Writes a piece again and again, as fast as it is accepted, until the connection is gone or this many bytes were
 * written.
 */
export function flood(socket: Socket, piece: string | Buffer, most = Number.POSITIVE_INFINITY): void {
  const bytes = Buffer.from(piece as string);
  let left = most;
  const more = () => {
    while (!socket.destroyed && left > 0) {
      left -= bytes.length;
      if (!socket.write(bytes)) return;
    }
  };
  socket.on('drain', more);
  more();
}
