import { AsyncLocalStorage } from 'node:async_hooks';
import { type RequestListener, request } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { replaceHttpRequest } from '../../support/aws/inProcess/replaceHttpRequest.ts';
import { type LoopbackServer, startLoopbackServer } from '../../support/loopbackServer.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function aServer(answer: RequestListener): Promise<LoopbackServer> {
  const server = await startLoopbackServer(answer);
  cleanups.push(() => server.stop());
  return server;
}

test('what a server does for a request is not done in the name of its caller, as behind a socket', async () => {
  const caller = new AsyncLocalStorage<string>();
  const seen: Record<string, string | undefined> = {};
  const { url, server } = await aServer((_request, response) => {
    seen['at the server'] = caller.getStore();
    setTimeout(() => {
      seen['later at the server'] = caller.getStore();
      response.end();
    }, 0);
  });
  cleanups.push(replaceHttpRequest([server]));
  await caller.run('ann', async () => {
    await new Promise<void>((resolve) => {
      request(url, () => {
        seen['at the answer'] = caller.getStore();
        resolve();
      }).end();
    });
    seen['after the answer'] = caller.getStore();
  });
  expect(seen).toEqual({
    'at the server': undefined,
    'later at the server': undefined,
    'at the answer': 'ann',
    'after the answer': 'ann',
  });
});

test('requests to other servers go over sockets, and so do all once the replacement has ended', async () => {
  const ports: number[] = [];
  const note: RequestListener = (request, response) => {
    ports.push(request.socket.remotePort ?? 0);
    response.end();
  };
  const [one, other] = [await aServer(note), await aServer(note)];
  const ask = (url: string) =>
    new Promise<void>((resolve, reject) => {
      request(url, (response) => response.resume().once('close', resolve))
        .once('error', reject)
        .end();
    });
  const end = replaceHttpRequest([one.server]);
  await ask(one.url);
  await ask(other.url);
  end();
  await ask(one.url);
  const mostOfTheSystem = 65_535;
  expect(ports.map((port) => port > mostOfTheSystem)).toEqual([true, false, false]);
});
