import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy in front of a server on this machine that counts the bytes sent to it, TLS included. */
export interface CountingProxy {
  port: number;
  /** Bytes that clients have sent since the start or the last `reset`. */
  sent(): number;
  /** Connections since then. */
  connections(): number;
  reset(): void;
  stop(): Promise<void>;
}

export async function startCountingProxy(target: number): Promise<CountingProxy> {
  let bytes = 0;
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    connections++;
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    }
    client.on('data', (chunk) => {
      bytes += chunk.length;
    });
    client.pipe(upstream).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sent: () => bytes,
    connections: () => connections,
    reset: () => {
      bytes = 0;
      connections = 0;
    },
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
