import { once } from 'node:events';
import { createServer } from 'node:net';
import { answerQuestions } from '../processes/answerQuestions.ts';

/** A program: a server that accepts nobody, because its process does nothing at all any more. */
export interface DeafQuestion {
  address: string;
  port: number;
}

answerQuestions<DeafQuestion, void>(async ({ address, port }) => {
  await once(createServer().listen({ host: address, port, backlog: 1 }), 'listening');
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
});
