import { createServer as createHttps } from 'node:https';
import { createServer as createTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/failure.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { connectionPool } from '../../../shared/kubernetes/agent.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { exchange } from '../../../shared/kubernetes/exchange.ts';
import { networkFailure } from '../../../shared/kubernetes/networkFailures.ts';
import { progressOf } from '../../../shared/kubernetes/progress.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { type Chain, type ChainKind, chains } from '../../support/kubectl-judge/chains.ts';
import {
  Endpoints,
  goodToken,
  type ProxyManner,
  startApi,
  startProxy,
  type Transport,
} from '../../support/kubectl-judge/endpoints.ts';
import { type Issued, issue } from '../../support/kubectl-judge/issue.ts';

/** A failure names the party that failed, what it did, and what to do about it; never another party. */

const allowedCidrs = parseCidrs('127.0.0.0/8');
const endpoints = new Endpoints();
let good: Chain;
let clients: Issued;

beforeAll(async () => {
  clients = await issue({ name: 'clients', ca: true });
  good = await chains.good();
});

afterAll(() => endpoints.stop());

const server = (port: number) => `https://127.0.0.1:${port}`;

async function failure(over: Partial<Kubeconfig> & { server: string }, requestTimeout = 20_000) {
  const { certificateAuthority = good.root.pem, ...rest } = over;
  try {
    const connection = connect(
      { credential: { token: goodToken }, ...rest, certificateAuthority },
      { advice, deadline: Date.now() + 60_000, allowedCidrs, requestTimeout, sleep: async () => undefined },
    );
    await connection.api.reviewSelf().finally(() => connection.close());
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

/** `PORT` stands for the port; the party that should be named is at the end of the path. */
const said = ({ message, remedy }: Failure, ...ports: number[]) =>
  ports.reduce(
    (text, port, index) => text.replaceAll(`:${port}`, `:${'PQ'[index]}`),
    `${message} → ${remedy}`,
  );

describe('the API server', () => {
  test.each<[Transport, Failure['kind'], RegExp]>([
    [
      'plain HTTP',
      'tls',
      /: what answers as the API server at 127.0.0.1:P does not speak TLS there → Check the port/,
    ],
    ['garbage', 'tls', /: what answers as the API server at 127.0.0.1:P does not speak TLS there/],
    [
      'hangs up',
      'unreachable',
      /: the API server at 127.0.0.1:P closed the connection before it had answered \(ECONNRESET\)/,
    ],
    [
      'resets',
      'unreachable',
      /: the API server at 127.0.0.1:P closed the connection before it had answered \(ECONNRESET\)/,
    ],
    ['hangs up after TLS', 'unreachable', /: the API server at 127.0.0.1:P closed the connection/],
    [
      'nothing listens',
      'unreachable',
      /: the API server at 127.0.0.1:P refused the connection \(ECONNREFUSED\) → Check that the API server/,
    ],
    ['TLS 1.1 only', 'tls', /: the API server at 127.0.0.1:P does not speak TLS 1.2 or newer/],
    [
      'RSA key exchange only',
      'tls',
      /: the API server at 127.0.0.1:P and PullPass have no TLS version or cipher in common/,
    ],
    [
      'client certificate required',
      'unauthorized',
      /: the API server at 127.0.0.1:P wants a client certificate \(certificate required\), but the kubeconfig has none/,
    ],
  ])('with %s', async (transport, kind, message) => {
    const port = await startApi(endpoints, good, transport, clients);
    const failed = await failure({ server: server(port) });
    expect(failed.kind).toBe(kind);
    expect(said(failed, port)).toMatch(message);
  });
});

describe('the certificate of the API server', () => {
  test.each<[ChainKind, RegExp]>([
    [
      'for another name',
      /is for other\.example\.com, 192\.0\.2\.1, and not for 127\.0\.0\.1 → Register a name that the certificate holds/,
    ],
    [
      'an address as a common name only',
      /is for no name \(it has no subject alternative names\), and not for 127\.0\.0\.1/,
    ],
    [
      'expired',
      /the certificate of the API server at 127.0.0.1:P, or an intermediate that it sends, has expired → Renew/,
    ],
    [
      'an expired CA',
      /: a CA in the kubeconfig’s certificate-authority-data expired on 2021-01-01T00:00:00\.000Z → Register a kubeconfig with the CA/,
    ],
    ['not valid yet', /or of a CA above it, is not valid yet/],
    ['for clients only', /is for another purpose than TLS servers → .*serverAuth/],
    ['below a path that is too long', /more CAs above the certificate of the API server .*path length/],
    ['below a certificate that is not a CA', /was signed by a certificate that is not a CA/],
    ['below a CA without basic constraints', /was signed by a certificate that is not a CA → .*CA:TRUE/],
    ['below a CA that may not sign', /was signed by a certificate that is not a CA/],
    ['below a CA for other names', /has a name that a CA above it may not sign for \(name constraints\)/],
    [
      'below a CA with an RSA key of 512 bits',
      /a CA above the certificate of the API server .* has a key or a signature that is too weak/,
    ],
    ['a signature with SHA-1', /too weak/],
    [
      'an intermediate that is not sent',
      /was signed by no CA in the kubeconfig’s certificate-authority-data/,
    ],
  ])('%s', async (kind, message) => {
    const chain = await chains[kind]();
    const port = await startApi(endpoints, chain, 'tls', clients);
    const failed = await failure({ server: server(port), certificateAuthority: chain.root.pem });
    expect(failed.kind).toBe('tls');
    expect(said(failed, port)).toMatch(message);
  });

  test('signed by a CA that was renewed under the same name', async () => {
    const port = await startApi(endpoints, good, 'tls', clients);
    const renewed = await issue({ name: 'cluster CA', ca: true, keyIdOf: good.root });
    const failed = await failure({ server: server(port), certificateAuthority: renewed.pem });
    expect(failed.kind).toBe('tls');
    expect(failed.message).toMatch(/was signed by a CA that has the name of one in .*, and another key$/);
  });
});

describe('the client certificate', () => {
  test('that is refused by an alert is reported as the client’s', () => {
    const request = { host: 'api.example.com', method: 'GET', path: '/api' };
    const alert = Object.assign(new Error(), { code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' });
    expect(networkFailure(alert, request, { showsCertificate: true })).toMatchObject({
      kind: 'unauthorized',
      message:
        'GET /api at api.example.com: the API server at api.example.com did not accept the client certificate (unknown ca)',
    });
  });

  test('with a key too small for TLS is reported as the client’s', async () => {
    const small = await issue({ name: 'robot', key: 'RSA-512' });
    await expect(
      failure({
        server: 'https://127.0.0.1:1',
        credential: { clientCertificate: small.pem, clientKey: small.keyPem },
      }),
    ).resolves.toMatchObject({
      kind: 'kubeconfig',
      message: 'The client certificate of the kubeconfig cannot be used for TLS (ERR_SSL_EE_KEY_TOO_SMALL).',
    });
  });
});

describe('the proxy', () => {
  test.each<[ProxyManner, RegExp]>([
    ['refuses', /^The proxy 127.0.0.1:Q answered CONNECT to 127.0.0.1:P with 403 → Let the proxy/],
    [
      'wants a sign-in',
      /^The proxy 127.0.0.1:Q answered CONNECT to 127.0.0.1:P with 407: it wants a sign-in → Register the kubeconfig with a user and password for the proxy in "proxy-url"/,
    ],
    [
      'wants NTLM',
      /^The proxy 127.0.0.1:Q answered CONNECT to 127.0.0.1:P with 407: it wants a sign-in by Negotiate or NTLM, and PullPass can only do Basic → Let the proxy 127.0.0.1:Q accept Basic/,
    ],
    [
      'hangs up',
      /^The proxy 127.0.0.1:Q closed the connection before it had answered CONNECT \(ECONNRESET\)/,
    ],
    ['resets', /^The proxy 127.0.0.1:Q closed the connection before it had answered CONNECT \(ECONNRESET\)/],
    ['talks garbage', /^The proxy 127.0.0.1:Q did not answer CONNECT in HTTP \(HPE_/],
    ['nothing listens', /^The proxy 127.0.0.1:Q refused the connection \(ECONNREFUSED\)/],
    ['hangs up in its answer', /^The proxy 127.0.0.1:Q closed the connection before it had answered CONNECT/],
  ])('that %s', async (manner, message) => {
    const proxy = await startProxy(endpoints, manner, undefined);
    const port = await startApi(endpoints, good, 'tls', clients);
    const failed = await failure({ server: server(port), proxyUrl: `http://127.0.0.1:${proxy}` });
    expect(failed.kind).toBe('unreachable');
    expect(said(failed, port, proxy)).toMatch(message);
  });

  test('that cannot reach the API server', async () => {
    const proxy = await startProxy(endpoints, 'passes on', undefined);
    const port = await startApi(endpoints, good, 'nothing listens', clients);
    const failed = await failure({ server: server(port), proxyUrl: `http://127.0.0.1:${proxy}` });
    expect(said(failed, port, proxy)).toMatch(
      /^The proxy 127.0.0.1:Q answered CONNECT to 127.0.0.1:P with 502: it could not reach the API server/,
    );
  });

  test('that sends endless headers is left', async () => {
    const proxy = await endpoints.listen(
      createTcp((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const more = () => socket.writable && socket.write(`X: ${'x'.repeat(4000)}\r\n`, more);
        more();
      }),
    );
    const failed = await failure({ server: server(1), proxyUrl: `http://127.0.0.1:${proxy}` });
    expect(said(failed, 1, proxy)).toMatch(/^The proxy 127.0.0.1:Q answered CONNECT with more headers/);
  });

  test.each([200, 403])('that resets the connection once it has answered %d', async (status) => {
    const proxy = await endpoints.listen(
      createTcp((socket) =>
        socket.once('data', () =>
          socket.write(`HTTP/1.1 ${status} x\r\n\r\nmore`, () => socket.resetAndDestroy()),
        ),
      ),
    );
    const failed = await failure({ server: server(1), proxyUrl: `http://127.0.0.1:${proxy}` });
    expect(said(failed, 1, proxy)).toMatch(/the proxy 127.0.0.1:Q|The proxy 127.0.0.1:Q/);
  });

  test('of https whose certificate is for another name', async () => {
    const other = await issue({ name: 'proxy', names: ['proxy.example.com'], by: good.root });
    const proxy = await startProxy(endpoints, 'passes on', { leaf: other });
    const failed = await failure({ server: server(1), proxyUrl: `https://127.0.0.1:${proxy}` });
    expect(failed.kind).toBe('tls');
    expect(said(failed, 1, proxy)).toMatch(
      /^CONNECT at the proxy 127.0.0.1:Q: the certificate of the proxy 127.0.0.1:Q is for proxy\.example\.com, and not for 127\.0\.0\.1 → Give the proxy/,
    );
  });

  test('written as https that speaks plain HTTP', async () => {
    const proxy = await startProxy(endpoints, 'passes on', undefined);
    const failed = await failure({ server: server(1), proxyUrl: `https://127.0.0.1:${proxy}` });
    expect(said(failed, 1, proxy)).toMatch(
      /^CONNECT at the proxy .*: what answers as the proxy 127.0.0.1:Q does not speak TLS/,
    );
  });

  test('is not blamed for the certificate of the API server behind it, and is named', async () => {
    const proxy = await startProxy(endpoints, 'passes on', undefined);
    const chain = await chains['for another name']();
    const port = await startApi(endpoints, chain, 'tls', clients);
    const failed = await failure({
      server: server(port),
      proxyUrl: `http://127.0.0.1:${proxy}`,
      certificateAuthority: chain.root.pem,
    });
    expect(said(failed, port, proxy)).toMatch(
      /at 127.0.0.1:P through the proxy 127.0.0.1:Q: the certificate of the API server at 127.0.0.1:P is for/,
    );
  });

  test('gets its password, which no message shows', async () => {
    const proxy = await startProxy(endpoints, 'wants a sign-in', undefined);
    const port = await startApi(endpoints, good, 'tls', clients);
    const connection = connect(
      {
        server: server(port),
        certificateAuthority: good.root.pem,
        credential: { token: goodToken },
        proxyUrl: `http://user:p%40ss%3Aword@127.0.0.1:${proxy}`,
      },
      { advice, deadline: Date.now() + 60_000, allowedCidrs },
    );
    expect((await connection.api.reviewSelf()).username).toBe('robot');
    connection.close();
    const failed = await failure({ server: server(port), proxyUrl: `http://user:wr0ng@127.0.0.1:${proxy}` });
    expect(said(failed, port, proxy)).toMatch(/with 407: it wants another sign-in/);
    expect(JSON.stringify([failed.message, failed.remedy, failed.stack, String(failed.cause)])).not.toMatch(
      /wr0ng/,
    );
  });
});

describe('a time limit says what was awaited', () => {
  const silent = () => endpoints.listen(createTcp((socket) => socket.resume()));

  test('the TLS handshake of the API server', async () => {
    const port = await silent();
    const failed = await failure({ server: server(port) }, 300);
    expect(failed.kind).toBe('timeout');
    expect(said(failed, port)).toMatch(
      /: the API server at 127.0.0.1:P did not finish the TLS handshake within 0\.3 s/,
    );
  });

  test('the answer of the API server', async () => {
    const port = await endpoints.listen(createHttps({ cert: good.leaf.pem, key: good.leaf.keyPem }));
    const failed = await failure({ server: server(port) }, 2000);
    expect(said(failed, port)).toMatch(/: the API server at 127.0.0.1:P did not answer within 2 s/);
  });

  test('the proxy’s answer to CONNECT', async () => {
    const proxy = await silent();
    const failed = await failure({ server: server(1), proxyUrl: `http://127.0.0.1:${proxy}` }, 300);
    expect(said(failed, 1, proxy)).toMatch(
      /: the proxy 127.0.0.1:Q did not answer CONNECT within 0\.3 s → Check that the proxy 127.0.0.1:Q can connect to 127.0.0.1:P/,
    );
  });

  test('the proxy’s TLS handshake', async () => {
    const proxy = await silent();
    const failed = await failure({ server: server(1), proxyUrl: `https://127.0.0.1:${proxy}` }, 300);
    expect(said(failed, 1, proxy)).toMatch(/: the proxy 127.0.0.1:Q did not finish the TLS handshake within/);
  });

  test.each([
    ['direct', undefined, false],
    ['of a proxy', 'http://proxy.example.com:3128', true],
  ])('a resolver that does not answer: %s', async (_way, proxyUrl, ofProxy) => {
    const agent = connectionPool(
      { server: 'https://api.example.com', credential: { token: 'x' }, ...(proxyUrl && { proxyUrl }) },
      { concurrency: 1, lookup: () => undefined },
    );
    const given = {
      agent,
      url: 'https://api.example.com/',
      method: 'GET',
      headers: {},
      body: undefined,
      limit: 200,
    };
    const asked = exchange({
      ...given,
      bounds: { success: 1, failure: 1 },
      onTimeout: (outgoing) => new Error(JSON.stringify(progressOf(outgoing))),
      onTooMuch: (what) => new Error(what),
      onLoss: () => undefined,
    });
    await expect(asked).rejects.toThrow(JSON.stringify({ ofProxy, wait: 'the address of its name' }));
    agent.destroy();
  });
});
