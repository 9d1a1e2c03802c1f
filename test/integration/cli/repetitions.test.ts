import { afterEach, expect, test } from '@jest/globals';
import { clientAt } from '../../../cli/api/clientAt.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Said {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** An API that gives these answers in turn (`cut`: closes the connection), and the requests to it. */
async function anApiThatSays(...says: (Said | 'cut')[]) {
  const asked: string[] = [];
  const { url, stop } = await startLoopbackServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const said = says.shift() ?? {};
    if (said === 'cut') return void request.socket.destroy();
    response.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers });
    response.end(JSON.stringify(said.body ?? { items: [] }));
  });
  closing.push(stop);
  const pauses: number[] = [];
  const { client, close } = clientAt(url, {
    signal: new AbortController().signal,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
  });
  closing.push(close);
  return { client, asked, pauses };
}

const busy = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: { type: 'urn:pullpass:problem:busy', title: 'Busy', status: 503, detail: 'AWS throttles.' },
};
const throttled = { status: 429, body: { message: 'Too Many Requests' } };
const failed = { status: 503, body: { message: 'Service Unavailable' } };

test('reads are retried if the connection is cut, and if API Gateway fails', async () => {
  const { client, asked } = await anApiThatSays('cut', failed, throttled);
  expect(await client.list()).toEqual([]);
  expect(asked).toEqual(Array(4).fill('GET /clusters?limit=500'));
});

test('a change is retried if the API says that it refused because it was busy', async () => {
  const { client, asked } = await anApiThatSays(busy, throttled, {
    status: 409,
    body: { ...busy.body, status: 409 },
  });
  await expect(client.refresh('a')).rejects.toThrow('was answered with 409');
  expect(asked).toHaveLength(3);
});

test.each([
  ['cut' as const, 'the connection was cut'],
  [failed, 'API Gateway answered 503'],
])('a change without an answer from PullPass is not retried: %j', async (said, words) => {
  const { client, asked } = await anApiThatSays(said);
  await expect(client.refresh('a')).rejects.toThrow(words);
  expect(asked).toHaveLength(1);
});

test('a change without an answer says that it may have been made', async () => {
  const { client } = await anApiThatSays('cut');
  await expect(client.pause('a')).rejects.toThrow(
    'It is unknown whether the change was made: read the cluster before you repeat it.',
  );
});

test('if the API stays busy, that is finally reported', async () => {
  const { client, asked } = await anApiThatSays(...Array(9).fill(throttled));
  await expect(client.fleet()).rejects.toThrow('API Gateway answered 429: Too Many Requests.');
  expect(asked).toHaveLength(5);
});

test('each pause is about twice as long as the one before, and longer if the API asks for time', async () => {
  const { client, pauses } = await anApiThatSays(busy, throttled, throttled, throttled);
  await client.refresh('a').catch(() => undefined);
  const between = [
    [1_500, 2_000],
    [1_000, 2_000],
    [2_000, 4_000],
    [4_000, 8_000],
  ];
  expect(pauses).toHaveLength(between.length);
  for (const [index, [least = 0, most = 0]] of between.entries()) {
    expect(pauses[index]).toBeGreaterThanOrEqual(least);
    expect(pauses[index]).toBeLessThan(most);
  }
});

test('nothing is waited for before what is not repeated', async () => {
  const { client, pauses } = await anApiThatSays({ ...failed, headers: { 'retry-after': '5' } });
  await expect(client.refresh('a')).rejects.toThrow('API Gateway answered 503');
  expect(pauses).toEqual([]);
});

test('an answer of another version is reported as that', async () => {
  const { client } = await anApiThatSays({ body: { items: [{ name: 'a' }] } });
  await expect(client.list()).rejects.toThrow(
    'The answer to GET /clusters is not what this program expects: items.0.',
  );
});

test('names cannot lead to another path', async () => {
  const { client, asked } = await anApiThatSays({ status: 404, body: {} });
  await expect(client.get('../fleet?x=')).rejects.toThrow('404');
  expect(asked).toEqual(['GET /clusters/..%2Ffleet%3Fx%3D']);
});
