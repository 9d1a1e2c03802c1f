import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { Emulator } from '../../support/chaos/service/emulator.ts';
import { plainItem } from '../../support/chaos/service/plain.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function askerOf(answer: RequestListener): Promise<Emulator> {
  const server = await startLoopbackServer(answer);
  cleanups.push(() => server.stop());
  return new Emulator(server.url, 'AmazonSQS');
}

test('what an emulator refuses is thrown, with its words', async () => {
  const emulator = await askerOf((_request, response) => response.writeHead(400).end('no such queue'));
  await expect(emulator.ask('ReceiveMessage', {})).rejects.toThrow(
    'AmazonSQS.ReceiveMessage was answered with 400: no such queue',
  );
});

test('attributes of all types that records have are read, and no others', () => {
  const item = {
    s: { S: 'a' },
    n: { N: '1.5' },
    no: { BOOL: false },
    nothing: { NULL: true },
    list: { L: [{ S: 'b' }, { M: { inner: { N: '2' } } }] },
    set: { SS: ['c'] },
  };
  expect(plainItem(item)).toEqual({
    s: 'a',
    n: 1.5,
    no: false,
    nothing: null,
    list: ['b', { inner: 2 }],
    set: new Set(['c']),
  });
  expect(() => plainItem({ bytes: { B: 'AA==' } })).toThrow('received B');
});
