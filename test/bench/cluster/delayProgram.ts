import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { answerQuestions } from '../processes/answerQuestions.ts';

/** A program: a TCP proxy that delays every byte, and keeps their order. */
export interface DelayQuestion {
  port: number;
  /** Each way: half a round trip. */
  delayMilliseconds: number;
}

answerQuestions<DelayQuestion, { port: number }>(async ({ port, delayMilliseconds }) => {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    forward(near, far, delayMilliseconds);
    forward(far, near, delayMilliseconds);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
});

/** Timers of equal length fire in the order they were set, which keeps the bytes in order. */
function forward(from: Socket, to: Socket, delayMilliseconds: number): void {
  const later = (act: () => void) => setTimeout(() => !to.destroyed && act(), delayMilliseconds);
  from.on('data', (chunk: Buffer) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.destroy()));
  from.on('close', () => later(() => to.end()));
}
