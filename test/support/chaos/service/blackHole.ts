import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Listens, but never accepts: once its backlog is full, the kernel drops new connections. */
const sleeper = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer();
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});
`;

/** Far more than the backlog holds. */
const mostKnocks = 20;

/** Milliseconds after which a loopback connection will not be made. */
const patience = 300;

/**
 * An address at which connections hang as they open, as behind a firewall that drops packets. Needs no special rights;
 * call it in real time.
 */
export async function digBlackHole(): Promise<{ port: number; stop(): Promise<void> }> {
  const worker = new Worker(sleeper, { eval: true });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const knocks: Socket[] = [];
  const stop = async () => {
    for (const socket of knocks) socket.destroy();
    await worker.terminate();
  };
  for (let n = 0; n < mostKnocks; n++) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    knocks.push(socket);
    const { promise: connected, resolve } = Promise.withResolvers<boolean>();
    socket.once('connect', () => resolve(true));
    if (!(await Promise.race([connected, delay(patience, false)]))) return { port, stop };
  }
  await stop();
  throw new Error(`The kernel took ${mostKnocks} connections for a listener that accepts none.`);
}
