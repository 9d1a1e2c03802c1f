import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, connect as netConnect, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProbeFinding } from '../../../shared/api/probe.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import type { ResolveAll } from '../../../shared/network/shareInFlight.ts';
import { type Address, probe } from '../../../shared/preflight/probe/probe.ts';
import { type Authority, createAuthority } from '../../../shared/simulation/certificates.ts';

const loopback = parseCidrs('127.0.0.0/8');
const cleanups: (() => Promise<void>)[] = [];
let authority: Authority;
let stranger: Authority;

beforeAll(async () => {
  [authority, stranger] = await Promise.all([createAuthority('ours'), createAuthority('theirs')]);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Certified {
  by?: Authority;
  dnsNames?: string[];
  addresses?: string[];
  notBefore?: Date;
  notAfter?: Date;
  client?: boolean;
}

/** An API server; keeps what it receives after the handshake. */
async function startTls({ by = authority, ...request }: Certified = {}, options: TlsOptions = {}) {
  const { certificate, key } = await by.issue({
    commonName: 'api',
    dnsNames: ['api.example.com'],
    addresses: ['127.0.0.1'],
    ...request,
  });
  const heard: string[] = [];
  const server = createTlsServer({ cert: certificate, key, ...options }, (socket) => {
    socket.on('error', () => undefined).on('data', (data) => heard.push(data.toString('latin1')));
    // A real API server waits for the request; this one reveals everything at once.
    socket.write('HTTP/1.1 200 OK\r\nserver: secret-banner/1.0\r\n\r\n');
  });
  server.on('tlsClientError', () => undefined);
  return { port: await listening(server), heard };
}

/** Something that does whatever it likes with each connection. */
const startRaw = (act: (socket: Socket) => void) =>
  listening(createServer((socket) => act(socket.on('error', () => undefined))));

const found = (address: Partial<Address>, more: { resolve?: ResolveAll; milliseconds?: number } = {}) =>
  probe(
    { server: 'https://127.0.0.1', certificateAuthority: authority.certificate, ...address },
    { allowedCidrs: loopback, milliseconds: 10_000, ...more },
  );

const at = (port: number) => `https://127.0.0.1:${port}`;

/** A resolver with one answer for each call; the last one is repeated. */
function resolving(...answers: string[][]): ResolveAll & { asked: string[] } {
  const asked: string[] = [];
  const resolve: ResolveAll = (hostname, _, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    setImmediate(
      callback,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(resolve, { asked });
}

const names = ['api.example.com', '127.0.0.1'];
const year = 365 * 24 * 60 * 60 * 1000;

test('a server whose certificate verifies is reported with the names in its certificate, and is sent nothing', async () => {
  const { port, heard } = await startTls();
  expect(await found({ server: at(port) })).toEqual({ reach: 'reached', tls: 'verified', names });
  expect(heard).toEqual([]);
});

describe('certificates', () => {
  const cases: [
    what: string,
    certified: Certified,
    address: Partial<Address>,
    expected: Partial<ProbeFinding>,
  ][] = [
    ['of an unknown CA', {}, { certificateAuthority: undefined as never }, { tls: 'unknown-ca', names }],
    [
      'for another name',
      { dnsNames: ['b.example.com'], addresses: [] },
      {},
      { tls: 'wrong-name', names: ['b.example.com'] },
    ],
    ['for no name', { dnsNames: [], addresses: [] }, {}, { tls: 'wrong-name', names: [] }],
    [
      'that has expired',
      { notBefore: new Date(Date.now() - 2 * year), notAfter: new Date(Date.now() - year) },
      {},
      { tls: 'expired', names },
    ],
    [
      'that is not valid yet',
      { notBefore: new Date(Date.now() + year), notAfter: new Date(Date.now() + 2 * year) },
      {},
      { tls: 'not-yet-valid', names },
    ],
    ['for clients', { client: true }, {}, { tls: 'bad-certificate', names }],
    [
      'for the tlsServerName',
      { addresses: [] },
      { tlsServerName: 'api.example.com' },
      { tls: 'verified', names: ['api.example.com'] },
    ],
    [
      'for another than the tlsServerName',
      {},
      { tlsServerName: 'c.example.com' },
      { tls: 'wrong-name', names },
    ],
  ];

  test.each(cases)('one %s', async (_, certified, { certificateAuthority: _ca, ...address }, expected) => {
    const { port } = await startTls(certified);
    const authorities = _ca === undefined && _ === 'of an unknown CA' ? stranger : authority;
    expect(
      await found({ server: at(port), certificateAuthority: authorities.certificate, ...address }),
    ).toEqual({ reach: 'reached', ...expected });
  });

  test('one that signed itself, without a CA given', async () => {
    const { port } = await startTls({ by: { certificate: '', issue: async () => selfSigned() } });
    const { reach, tls } = await probe(
      { server: at(port) },
      { allowedCidrs: loopback, milliseconds: 10_000 },
    );
    expect([reach, tls]).toEqual(['reached', 'unknown-ca']);
  });

  test('one with many names, and with invalid ones: few are reported, and no text', async () => {
    const many = Array.from({ length: 80 }, (_, index) => `n${index}.example.com`);
    const strange = ['<script>alert(1)</script>', 'a b c', 'x, DNS:api.example.com', 'y'.repeat(300)];
    const { port } = await startTls({ dnsNames: [...strange, ...many] });
    const { names: told = [] } = await found({ server: at(port) });
    expect(told).toEqual(many.slice(0, 50));
  });

  async function selfSigned() {
    const { certificate, key } = await createAuthority('itself').then((own) =>
      own.issue({ commonName: 'itself', dnsNames: ['itself.example.com'] }),
    );
    return { certificate, key };
  }
});

describe('servers that are not API servers', () => {
  test('plain HTTP', async () => {
    const port = await listening(createHttpServer((_, response) => void response.end('secret-banner')));
    expect(await found({ server: at(port) })).toEqual({ reach: 'reached', tls: 'not-tls' });
  });

  test('a banner', async () => {
    const port = await startRaw((socket) => void socket.write('220 secret-banner ESMTP\r\n'));
    expect(await found({ server: at(port) })).toEqual({ reach: 'reached', tls: 'not-tls' });
  });

  test('a connection that is reset by the ClientHello', async () => {
    const port = await startRaw((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    expect(await found({ server: at(port) })).toEqual({ reach: 'reached', tls: 'closed' });
  });

  test('a connection that is ended by the ClientHello', async () => {
    const port = await startRaw((socket) => void socket.once('data', () => socket.end()));
    expect(await found({ server: at(port) })).toEqual({ reach: 'reached', tls: 'closed' });
  });

  test('a TLS version that is too old', async () => {
    const { port } = await startTls(
      {},
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
    );
    expect(await found({ server: at(port) })).toEqual({ reach: 'reached', tls: 'no-common-tls' });
  });

  /** https://www.rfc-editor.org/rfc/rfc8446#section-6 */
  const alerts: [what: string, description: number, tls: string][] = [
    ['handshake_failure', 40, 'no-common-tls'],
    ['bad_certificate', 42, 'wants-client-certificate'],
    ['protocol_version', 70, 'no-common-tls'],
    ['certificate_required', 116, 'wants-client-certificate'],
  ];
  test.each(alerts)('the alert %s', async (_, description, tls) => {
    const alert = Buffer.from([21, 3, 3, 0, 2, 2, description]);
    const port = await startRaw((socket) => void socket.once('data', () => socket.end(alert)));
    expect(await found({ server: at(port) })).toEqual({ reach: 'reached', tls });
  });

  test('one that accepts the connection and says nothing is left when the time is up', async () => {
    const port = await startRaw(() => undefined);
    expect(await found({ server: at(port) }, { milliseconds: 200 })).toEqual({
      reach: 'reached',
      tls: 'timeout',
    });
  });

  test('one that sends an endless handshake is left long before the time is up', async () => {
    let sent = 0;
    // TLS 1.2: a ServerHello, and then HelloRequests, which a client ignores.
    const port = await startRaw((socket) => {
      const more = Buffer.concat(
        Array.from({ length: 2_000 }, () => Buffer.from('160303000400000000', 'hex')),
      );
      const flood = () => {
        while (!socket.destroyed && socket.write(more)) sent += more.length;
        sent += more.length;
      };
      socket.once('data', () => flood());
      socket.on('drain', flood);
    });
    const finding = await found({ server: at(port) }, { milliseconds: 60_000 });
    expect(finding.reach).toBe('reached');
    expect(finding.tls).toBe('not-tls');
    expect(sent).toBeGreaterThan(0);
  });

  test('a port on which nothing listens', async () => {
    const port = await startRaw(() => undefined);
    await cleanups.pop()?.();
    expect(await found({ server: at(port) })).toEqual({ reach: 'unreachable' });
  });
});

describe('the address rule', () => {
  const forbidden: [how: string, server: string][] = [
    ['the metadata service', 'https://169.254.169.254'],
    ['loopback', 'https://127.0.0.1:6443'],
    ['loopback in IPv6', 'https://[::1]:6443'],
    ['loopback in another spelling', 'https://2130706433'],
    ['localhost', 'https://localhost:6443'],
  ];
  test.each(forbidden)('%s is not connected to', async (_, server) => {
    expect(await probe({ server }, { allowedCidrs: [], milliseconds: 10_000 })).toEqual({
      reach: 'refused-address',
    });
  });

  test('nor is a proxy there', async () => {
    const address = { server: 'https://api.example.com', proxyUrl: 'http://169.254.169.254' };
    expect(await probe(address, { allowedCidrs: [], milliseconds: 10_000 })).toEqual({
      reach: 'refused-address',
    });
  });

  test('a name that resolves to such an address, even among others, is not connected to', async () => {
    const { port, heard } = await startTls();
    for (const resolve of [
      resolving(['127.0.0.1']),
      resolving(['192.0.2.1', '127.0.0.1']),
      resolving(['::ffff:127.0.0.1']),
    ])
      expect(
        await probe(
          { server: `https://api.example.com:${port}` },
          { allowedCidrs: [], milliseconds: 10_000, resolve },
        ),
      ).toEqual({ reach: 'refused-address' });
    expect(heard).toEqual([]);
  });

  test('a name that changes between the check and the connection changes nothing', async () => {
    const { port } = await startTls();
    const rebinding = resolving(['127.0.0.1'], ['127.0.0.9'], ['169.254.169.254']);
    const server = `https://api.example.com:${port}`;
    expect(await found({ server }, { resolve: rebinding })).toEqual({
      reach: 'reached',
      tls: 'verified',
      names,
    });
    expect(rebinding.asked).toEqual(['api.example.com']);
  });

  test('a proxy’s name that resolves to such an address is not connected to', async () => {
    const { port, heard } = await startTls();
    const address = { server: 'https://api.example.com', proxyUrl: `http://proxy.example.com:${port}` };
    const limits = { allowedCidrs: [], milliseconds: 10_000, resolve: resolving(['127.0.0.1']) };
    expect(await probe(address, limits)).toEqual({ reach: 'refused-address' });
    expect(heard).toEqual([]);
  });

  test('a name that does not resolve, and one whose resolver hangs', async () => {
    const server = 'https://api.example.com';
    expect(await found({ server }, { resolve: resolving([]) })).toEqual({ reach: 'not-resolved' });
    expect(await found({ server }, { resolve: () => undefined, milliseconds: 100 })).toEqual({
      reach: 'not-resolved',
    });
  });
});

describe('proxies', () => {
  /** Answers CONNECT with this; with 200 it forwards. */
  async function startProxy(answer: string | 'pass') {
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', ({ url = '', rawHeaders }, socket: Socket) => {
      asked.push(url, ...rawHeaders);
      socket.on('error', () => undefined);
      if (answer !== 'pass') return void socket.end(answer);
      const { hostname, port } = new URL(`http://${url}`);
      const onward = netConnect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    });
    return { url: `http://127.0.0.1:${await listening(proxy)}`, asked };
  }

  test('behind one, everything is reported as in front of it', async () => {
    const { port, heard } = await startTls();
    const { url: proxyUrl, asked } = await startProxy('pass');
    expect(await found({ server: at(port), proxyUrl })).toEqual({ reach: 'reached', tls: 'verified', names });
    expect(asked).toEqual([`127.0.0.1:${port}`, 'Host', `127.0.0.1:${port}`]);
    expect(heard).toEqual([]);
  });

  const answers: [status: string, reach: string][] = [
    ['407 Proxy Authentication Required', 'proxy-sign-in'],
    ['403 Forbidden', 'proxy-refused'],
    ['502 Bad Gateway', 'proxy-refused'],
  ];
  test.each(answers)('one that answers %s', async (status, reach) => {
    const { url: proxyUrl } = await startProxy(
      `HTTP/1.1 ${status}\r\nx-banner: secret-banner\r\n\r\nsecret-banner`,
    );
    expect(await found({ server: 'https://api.example.com', proxyUrl })).toEqual({ reach });
  });

  test('one that is unreachable, is not a proxy, or hangs', async () => {
    const gone = await startRaw(() => undefined);
    await cleanups.pop()?.();
    const none = await startRaw((socket) => void socket.end('220 secret-banner\r\n'));
    const hung = await startRaw(() => undefined);
    const of = (port: number, more = {}) =>
      found({ server: 'https://api.example.com', proxyUrl: `http://127.0.0.1:${port}` }, more);
    expect(await of(gone)).toEqual({ reach: 'proxy-unreachable' });
    expect(await of(none)).toEqual({ reach: 'proxy-unreachable' });
    expect(await of(hung, { milliseconds: 200 })).toEqual({ reach: 'timeout' });
  });

  test('one that answers endlessly is left', async () => {
    const endless = await startRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const flood = () => {
        while (!socket.destroyed && socket.write('x-more: of it\r\n'.repeat(10_000)));
      };
      socket.once('data', flood).on('drain', flood);
    });
    expect(
      await found(
        { server: 'https://api.example.com', proxyUrl: `http://127.0.0.1:${endless}` },
        { milliseconds: 60_000 },
      ),
    ).toEqual({ reach: 'proxy-unreachable' });
  });

  test('one that fills the tunnel endlessly is left', async () => {
    const endless = await startRaw((socket) => {
      const more = Buffer.concat(
        Array.from({ length: 2_000 }, () => Buffer.from('160303000400000000', 'hex')),
      );
      const flood = () => {
        while (!socket.destroyed && socket.write(more));
      };
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        flood();
      });
      socket.on('drain', flood);
    });
    const { reach, tls } = await found(
      { server: 'https://api.example.com', proxyUrl: `http://127.0.0.1:${endless}` },
      { milliseconds: 60_000 },
    );
    expect([reach, tls]).toEqual(['reached', 'not-tls']);
  });
});
