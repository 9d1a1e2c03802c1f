import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DelayQuestion } from '../../bench/cluster/delayProgram.ts';
import { startWorker, type Worker } from '../../bench/processes/worker.ts';

const program = join(import.meta.dirname, '../../bench/cluster/delayProgram.ts');
const delayMilliseconds = 40;

describe('the delaying proxy', () => {
  let echo: Server;
  let proxy: Worker<DelayQuestion, { port: number }>;
  let port: number;
  beforeAll(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = startWorker(program);
    ({ port } = await proxy.ask({ port: (echo.address() as AddressInfo).port, delayMilliseconds }));
  });
  afterAll(async () => {
    await proxy.stop();
    echo.close();
  });

  test('returns every byte, in order and after a round trip, and passes the end on', async () => {
    const sent = randomBytes(3_000_000);
    const socket = connect(port, '127.0.0.1');
    const began = performance.now();
    socket.write(sent.subarray(0, 1000));
    socket.end(sent.subarray(1000));
    const [received] = await Promise.all([buffer(socket), once(socket, 'close')]);
    // A Node timer may fire up to a millisecond early.
    expect(performance.now() - began).toBeGreaterThanOrEqual(2 * (delayMilliseconds - 1));
    expect(received.equals(sent)).toBe(true);
  });
});
