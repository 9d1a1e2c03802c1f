import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { type HttpApiOptions, startHttpApi } from '../../../local/aws/httpApi.ts';
import type { HttpApiEvent } from '../../../local/aws/httpApiEvent.ts';
import { afterwards, cleanUpAfterEach } from './useAws.ts';

cleanUpAfterEach();

type Handler = (event: HttpApiEvent, context: Context) => unknown;

async function anApi(handler: Handler, options: Partial<HttpApiOptions> & { timeoutMs?: number } = {}) {
  const { timeoutMs = 5000, ...others } = options;
  const fn = { name: 'pullpass-local-registration', timeoutMs, handler };
  const api = await startHttpApi({ fn, ...others });
  afterwards(() => api.stop({ graceMs: 0 }));
  return api;
}

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  agent?: Agent;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
}

/** node:http, since fetch would normalise paths and refuse some headers. */
function send(
  url: string,
  { method = 'GET', path = '/', headers = {}, body, agent }: Sent = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, path, headers, agent: agent ?? false };
    const request = httpRequest(url, options, async (response) => {
      const bytes = await buffer(response);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
    });
    request.on('error', reject).end(body);
  });
}

/** The event that this request becomes. */
async function eventOf(sent: Sent, options: Partial<HttpApiOptions> = {}): Promise<HttpApiEvent> {
  const events: HttpApiEvent[] = [];
  const api = await anApi((event) => void events.push(event), options);
  await send(api.url, sent);
  expect(events).toHaveLength(1);
  return events[0] as HttpApiEvent;
}

test('a request becomes an event of payload format 2.0', async () => {
  const event = await eventOf(
    {
      method: 'PUT',
      path: '/clusters/prod-eu-1?label=a%3D1&label=b&limit=5&empty=',
      headers: {
        'Content-Type': 'application/json',
        'If-Match': ['"7"', '"8"'],
        'User-Agent': 'curl/8',
        Cookie: 'a=1; b=2',
      },
      body: '{"name":"ü"}',
    },
    { now: () => new Date('2026-03-02T19:03:58.123Z') },
  );

  const host = event.headers['host'];
  expect(host).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath: '/clusters/prod-eu-1',
    rawQueryString: 'label=a%3D1&label=b&limit=5&empty=',
    cookies: ['a=1', 'b=2'],
    headers: expect.objectContaining({
      'content-type': 'application/json',
      'if-match': '"7","8"',
      'user-agent': 'curl/8',
    }),
    queryStringParameters: { label: 'a=1,b', limit: '5', empty: '' },
    pathParameters: { proxy: 'clusters/prod-eu-1' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'local',
      authorizer: {
        iam: {
          accessKey: expect.any(String),
          accountId: '123456789012',
          callerId: expect.any(String),
          cognitoIdentity: null,
          principalOrgId: '',
          userArn: 'arn:aws:iam::123456789012:user/local',
          userId: expect.any(String),
        },
      },
      domainName: host,
      domainPrefix: 'local',
      http: {
        method: 'PUT',
        path: '/clusters/prod-eu-1',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'curl/8',
      },
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      routeKey: 'ANY /{proxy+}',
      stage: '$default',
      time: '02/Mar/2026:19:03:58 +0000',
      timeEpoch: Date.parse('2026-03-02T19:03:58.123Z'),
    },
    body: '{"name":"ü"}',
    isBase64Encoded: false,
  });
  expect(event.headers).not.toHaveProperty('cookie');
});

test('a bare request has no query, no cookies, no body and no path parameters', async () => {
  const event = await eventOf({});

  expect(event).toMatchObject({
    routeKey: 'ANY /',
    rawPath: '/',
    rawQueryString: '',
    isBase64Encoded: false,
  });
  for (const absent of ['queryStringParameters', 'cookies', 'body', 'pathParameters']) {
    expect(event).not.toHaveProperty(absent);
  }
});

test('the caller in the audit trail is the configured one', async () => {
  const callerArn = 'arn:aws:iam::111122223333:user/ann';

  const event = await eventOf({}, { callerArn });

  expect(event.requestContext.authorizer.iam).toMatchObject({
    userArn: callerArn,
    accountId: '111122223333',
  });
});

test('the path is decoded once', async () => {
  expect((await eventOf({ path: '/clusters/a%20b%252F' })).rawPath).toBe('/clusters/a b%2F');
});

test.each(['/clusters/%zz', '/%ff'])(
  'a path that cannot be decoded (%s) never reaches the function',
  async (path) => {
    const api = await anApi(() => {
      throw new Error('called');
    });

    expect(await send(api.url, { path })).toMatchObject({ status: 400, text: '{"message":"Bad Request"}' });
  },
);

test('an address in place of a path never reaches the function', async () => {
  const api = await anApi(() => 'called');
  const socket = connect(api.port, '127.0.0.1');
  socket.end(`GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nConnection: close\r\n\r\n`);

  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
});

test.each<[string, Record<string, string>, Buffer, boolean]>([
  ['JSON', { 'content-type': 'application/json; charset=utf-8' }, Buffer.from('{}'), false],
  ['a merge patch', { 'content-type': 'application/merge-patch+json' }, Buffer.from('{}'), false],
  ['text', { 'content-type': 'text/plain' }, Buffer.from('ü'), false],
  ['a body without a type', {}, Buffer.from('{}'), false],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, Buffer.from('a=1'), true],
  ['bytes', { 'content-type': 'application/octet-stream' }, Buffer.from([0, 255]), true],
  ['JSON that is not UTF-8', { 'content-type': 'application/json' }, Buffer.from([0x22, 0xff, 0x22]), true],
])(
  '%s arrives unharmed, and as base64 when it is not text',
  async (_case, headers, body, isBase64Encoded) => {
    const event = await eventOf({ method: 'POST', headers, body });

    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8')).toEqual(body);
  },
);

test('a body of 10 MiB is passed on; one byte more is 413, and the function never sees it', async () => {
  const sizes: number[] = [];
  const api = await anApi(({ body = '' }) => {
    sizes.push(body.length);
    return { statusCode: 204 };
  });
  const limit = 10 * 1024 * 1024;
  const post = (bytes: number) =>
    send(api.url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: Buffer.alloc(bytes, 'x'),
    });

  expect((await post(limit)).status).toBe(204);
  expect(await post(limit + 1)).toMatchObject({
    status: 413,
    text: '{"message":"Request Entity Too Large"}',
  });
  expect(sizes).toEqual([limit]);
});

test('the answer carries status, headers, cookies and text', async () => {
  const api = await anApi(() => ({
    statusCode: 201,
    headers: { 'Content-Type': 'application/problem+json', ETag: '"7"', 'X-Count': 3, 'Content-Length': 1 },
    cookies: ['a=1; Path=/', 'b=2'],
    body: '{"ü":1}',
  }));

  const answer = await send(api.url, { method: 'POST' });

  expect(answer).toMatchObject({ status: 201, text: '{"ü":1}' });
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json',
    etag: '"7"',
    'x-count': '3',
    'set-cookie': ['a=1; Path=/', 'b=2'],
    'content-length': '8',
  });
});

test('bytes in the answer come as base64 and leave as bytes', async () => {
  const bytes = Buffer.from([0, 255, 128]);
  const api = await anApi(() => ({
    statusCode: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  }));

  expect((await send(api.url)).bytes).toEqual(bytes);
});

test.each<[string, unknown, string]>([
  ['a text', 'hello', 'hello'],
  ['an object without a status', { ok: true }, '{"ok":true}'],
  ['nothing', undefined, 'null'],
])('%s as the answer becomes 200 and JSON', async (_case, value, body) => {
  const api = await anApi(() => value);

  const answer = await send(api.url);

  expect(answer).toMatchObject({ status: 200, text: body });
  expect(answer.headers['content-type']).toBe('application/json');
});

test.each<[string, Handler]>([
  [
    'throws',
    () => {
      throw new Error('the secret reason');
    },
  ],
  ['takes longer than its timeout', () => new Promise(() => {})],
  ['answers an invalid status', () => ({ statusCode: 'fine' })],
  ['answers a header that cannot be sent', () => ({ statusCode: 200, headers: { location: 'a\r\nb: c' } })],
  ['answers a cookie that cannot be sent', () => ({ statusCode: 200, cookies: ['a\nb'] })],
  ['answers a body that is not text', () => ({ statusCode: 200, body: { a: 1 } })],
])('if the function %s, the client gets 500 and no reason', async (_case, handler) => {
  const api = await anApi(handler, { timeoutMs: 50 });

  expect(await send(api.url)).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
});

test('HEAD, 204 and 304 have no body', async () => {
  const api = await anApi((event) => ({
    statusCode: event.rawPath === '/' ? 200 : Number(event.rawPath.slice(1)),
    body: 'x',
  }));

  expect(await send(api.url, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  expect(await send(api.url, { path: '/204' })).toMatchObject({ status: 204, text: '' });
  expect(await send(api.url, { path: '/304' })).toMatchObject({ status: 304, text: '' });
});

test('every invocation is reported, with its event', async () => {
  const told: [string, string][] = [];
  const api = await anApi(() => 'ok', {
    onInvocation: ({ outcome }, { rawPath }) => told.push([rawPath, outcome]),
  });

  await send(api.url, { path: '/fleet' });

  expect(told).toEqual([['/fleet', 'returned']]);
});

test('a client that disconnects in the middle of its body disturbs nobody', async () => {
  let called = 0;
  const api = await anApi(() => {
    called += 1;
    return 'ok';
  });
  const socket = connect(api.port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nContent-Length: 100\r\n\r\nhalf`, () =>
    socket.destroy(),
  );
  await new Promise((resolve) => socket.on('close', resolve));

  expect((await send(api.url)).status).toBe(200);
  expect(called).toBe(1);
});

test('it listens on the requested port, and says so if that is taken', async () => {
  const first = await anApi(() => 'ok');

  await expect(
    startHttpApi({ fn: { name: 'f', timeoutMs: 1, handler: () => 0 }, port: first.port }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.stop();
  const second = await anApi(() => 'ok', { port: first.port });
  expect(second.url).toBe(first.url);
});

/** Longer than a test may take: what ends in time has not waited for it. */
const forEver = { graceMs: 60_000 };

test('stopping ends idle keep-alive connections at once', async () => {
  const api = await anApi(() => 'ok');
  const agent = new Agent({ keepAlive: true });
  afterwards(() => agent.destroy());
  await send(api.url, { agent });
  expect(Object.keys(agent.freeSockets)).toHaveLength(1);

  await api.stop(forEver);

  await expect(send(api.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('stopping answers the request under way and then closes its connection', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const api = await anApi(async () => {
    enter();
    await released;
    return 'done';
  });
  const agent = new Agent({ keepAlive: true });
  afterwards(() => agent.destroy());
  const answer = send(api.url, { agent });
  await entered;

  const stopped = api.stop(forEver);
  release();
  await stopped;

  expect(await answer).toMatchObject({ status: 200, text: 'done', headers: { connection: 'close' } });
});

test('stopping cuts off a request that takes longer than the grace period', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const api = await anApi(
    () => {
      enter();
      return new Promise(() => {});
    },
    { timeoutMs: 60_000 },
  );
  const answer = send(api.url).then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code,
  );
  await entered;

  await api.stop({ graceMs: 50 });

  expect([500, 'ECONNRESET']).toContain(await answer);
});
