import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { startHttpApi } from '../../../local/aws/httpApi.ts';
import { afterwards, anAws, cleanUpAfterEach } from './useAws.ts';

cleanUpAfterEach();

/** The base URL of everything that listens. */
async function allServers(): Promise<Record<string, string>> {
  const aws = await anAws();
  const fn = { name: 'f', timeoutMs: 1000, handler: () => ({ statusCode: 200 }) };
  const api = await startHttpApi({ fn });
  afterwards(() => api.stop());
  return { ...aws.endpoints, api: api.url };
}

function post(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; type: string; cors: boolean }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers, agent: false }, (response) => {
      response.resume();
      resolve({
        status: response.statusCode ?? 0,
        type: response.headers['content-type'] ?? '',
        cors: 'access-control-allow-origin' in response.headers,
      });
    });
    request.on('error', reject).end('{}');
  });
}

test('every server refuses a Host that is not its own, as after DNS rebinding', async () => {
  for (const [name, url] of Object.entries(await allServers())) {
    const { port } = new URL(url);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `[::1]:${port}`,
    ]) {
      expect({ name, host, ...(await post(url, { host })) }).toMatchObject({
        name,
        host,
        status: 421,
        type: 'application/problem+json',
      });
    }
    const own = await post(url, { host: `LOCALHOST:${port}` });
    expect(own.status).not.toBe(421);
  }
});

test('no server closes a connection for being idle, which a busy client might be about to use', async () => {
  for (const [name, url] of Object.entries(await allServers())) {
    const { headers } = await fetch(url, { method: 'POST', body: '{}' });
    // Node announces when it will close a connection.
    expect({ name, closes: headers.get('keep-alive') }).toEqual({ name, closes: null });
  }
});

test('a request without a host is refused', async () => {
  for (const url of Object.values(await allServers())) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end('POST / HTTP/1.0\r\n\r\n');
    expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 421 Misdirected Request');
  }
});

test('every server refuses what a page from elsewhere sends, and none allows cross-origin reading', async () => {
  for (const [name, url] of Object.entries(await allServers())) {
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      expect({ name, origin, ...(await post(url, { origin })) }).toMatchObject({ status: 403, cors: false });
    }
    const own = await post(url, { origin: new URL(url).origin });
    expect(own.type).not.toBe('application/problem+json');
  }
});

test('the secrets are behind a path that only this process knows', async () => {
  const { endpoints } = await anAws();
  const { origin, pathname } = new URL(endpoints.secretsmanager);
  const credential = 'Credential=AKIALOCALONLY0000000/20260101/eu-west-1/secretsmanager/aws4_request';
  const headers = {
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`,
    'x-amz-target': 'secretsmanager.ListSecrets',
  };

  expect(pathname).toMatch(/^\/[\w-]{22}$/);
  expect((await post(`${origin}/`, headers)).status).toBe(403);
  expect((await post(`${origin}${pathname}x`, headers)).status).toBe(403);
  expect((await post(`${origin}${pathname}`, headers)).status).toBe(200);
});

test('nothing can be reached except through loopback', async () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  const servers = await allServers();

  for (const url of Object.values(servers)) expect(new URL(url).hostname).toBe('127.0.0.1');
  // 127.0.0.2 is this machine too: a server on every interface would answer there; one on 127.0.0.1 does not.
  for (const host of ['127.0.0.2', ...(outside === undefined ? [] : [outside])]) {
    for (const url of Object.values(servers)) {
      await expect(reach(host, Number(new URL(url).port))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  }
});

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve();
    }).on('error', reject);
  });
}
