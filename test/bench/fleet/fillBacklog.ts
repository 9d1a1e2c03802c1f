import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection to loopback that was not made within this has nobody left who could make it. */
const patience = 500;
const most = 64;

/**
 * Connects to a server that accepts nothing until its queue is full and further connections hang: then the
 * kernel drops their SYN. Throws where they do not come to hang.
 */
export async function fillBacklog(host: string, port: number): Promise<void> {
  for (let made = 0; made < most; made++) {
    const socket: Socket = connect({ host, port }).on('error', () => {});
    const waited = new AbortController();
    const timer = setTimeout(() => waited.abort(), patience);
    try {
      await once(socket, 'connect', { signal: waited.signal });
    } catch (error) {
      if (waited.signal.aborted) return;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
  throw new Error(`${host}:${port} should accept nothing, and still took ${most} connections.`);
}
