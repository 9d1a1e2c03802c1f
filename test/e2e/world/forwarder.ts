import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

type Mode = 'forwards' | 'hanging' | 'gone';

/**
 * Where forwarders listen. Not 127.0.0.1: the emulator turns every https request that a Lambda makes to that address
 * into plain http. The control plane's certificate names this one too.
 */
const usualAddress = '127.0.0.2';

/** A TCP port in front of a server on 127.0.0.1, which can hang or disappear like a real network. */
export interface Forwarder {
  /** `https://…`, with the server's certificate. */
  url: string;
  /** Cuts all connections, and treats later ones this way. */
  become(mode: Mode): Promise<void>;
  /** Connections accepted since the last change. */
  taken(): number;
  stop(): Promise<void>;
}

export async function startForwarder(target: number, address = usualAddress): Promise<Forwarder> {
  let mode: Mode = 'forwards';
  let taken = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  };
  const take = (incoming: Socket) => {
    taken += 1;
    keep(incoming);
    // A hanging one accepts, reads, and says nothing.
    if (mode !== 'forwards') return void incoming.resume();
    const outgoing = connect(target, '127.0.0.1');
    keep(outgoing);
    incoming.pipe(outgoing).pipe(incoming);
    incoming.once('close', () => outgoing.destroy());
    outgoing.once('close', () => incoming.destroy());
  };
  let server: Server | undefined = await listen(0);
  const { port } = server.address() as AddressInfo;

  async function listen(at: number): Promise<Server> {
    const made = createServer(take).listen(at, address);
    await once(made, 'listening');
    return made;
  }

  async function close(): Promise<void> {
    const closing = server;
    server = undefined;
    const closed = closing && new Promise((resolve) => closing.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    url: `https://${address}:${port}`,
    taken: () => taken,
    stop: close,
    async become(wanted) {
      mode = wanted;
      taken = 0;
      if (wanted === 'gone') return close();
      for (const socket of sockets) socket.destroy();
      server ??= await listen(port);
    },
  };
}
