import { once } from 'node:events';
import { createServer } from 'node:net';

/** A program: a server that accepts no connections, because its process stops working once it has answered. */
export interface DeafQuestion {
  address: string;
  port: number;
}

/** It cannot notice that its parent is gone, so it ends after this. */
const longestLife = 15 * 60_000;

process.on('message', async ({ id, question }: { id: number; question: DeafQuestion }) => {
  await once(createServer().listen({ host: question.address, port: question.port, backlog: 1 }), 'listening');
  process.send?.({ id }, () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, longestLife);
    process.exit();
  });
});
