import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds. A loopback connection is made at once, or there is no room for it. */
const patience = 500;
const most = 64;

/**
 * Connects to a server that accepts nothing until its backlog is full and further connections hang, because the kernel
 * drops their SYN. Throws if they never hang.
 */
export async function fillBacklog(host: string, port: number): Promise<void> {
  for (let made = 0; made < most; made++) {
    const socket = connect({ host, port }).on('error', () => {});
    await Promise.race([once(socket, 'connect'), delay(patience)]);
    // On a busy machine the timer may fire before a connection made long ago is noticed.
    await nextTurn();
    if (socket.connecting) return;
  }
  throw new Error(`${host}:${port} should accept nothing, and still took ${most} connections.`);
}
