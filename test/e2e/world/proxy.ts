import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy that opens a tunnel to any CONNECT target; with a certificate, over TLS. */
export interface TunnelProxy {
  /** For `proxy-url`. Not at 127.0.0.1, which the emulator treats specially in a Lambda. */
  url: string;
  /** Targets of the tunnels since the last call. */
  tunnels(): string[];
  stop(): Promise<void>;
}

export async function startProxy(tls?: { certificate: string; key: string }): Promise<TunnelProxy> {
  const server =
    tls === undefined ? createServer() : createTlsServer({ cert: tls.certificate, key: tls.key });
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  };
  let tunnels: string[] = [];
  server.on('connection', keep);
  server.on('connect', ({ url = '' }, incoming: Socket) => {
    tunnels.push(url);
    keep(incoming);
    const { hostname, port } = new URL(`tcp://${url}`);
    const outgoing = connect(Number(port), hostname, () => {
      incoming.write('HTTP/1.1 200 Connection established\r\n\r\n');
      incoming.pipe(outgoing).pipe(incoming);
    });
    keep(outgoing);
    incoming.once('close', () => outgoing.destroy());
    outgoing.once('close', () => incoming.destroy());
  });
  server.listen(0, '127.0.0.2');
  await once(server, 'listening');
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.2:${(server.address() as AddressInfo).port}`,
    tunnels: () => tunnels.splice(0),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      tunnels = [];
      await closed;
    },
  };
}
