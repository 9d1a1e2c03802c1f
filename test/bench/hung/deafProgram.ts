import { once } from 'node:events';
import { createServer } from 'node:net';

/** A program: a server that accepts nobody, because its process does nothing at all once it has answered. */
export interface DeafQuestion {
  address: string;
  port: number;
}

/** Deaf as it is, it does not hear that its parent is gone: so it does not outlive this. */
const longestLife = 15 * 60_000;

process.on('message', async ({ id, question }: { id: number; question: DeafQuestion }) => {
  await once(createServer().listen({ host: question.address, port: question.port, backlog: 1 }), 'listening');
  process.send?.({ id }, () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, longestLife);
    process.exit();
  });
});
