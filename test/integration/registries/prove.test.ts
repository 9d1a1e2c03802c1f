import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { type Ask, registryAsk } from '../../../shared/registries/proof/ask.ts';
import { prove } from '../../../shared/registries/proof/prove.ts';
import { provePull } from '../../../shared/registries/proof/provePull.ts';
import {
  registryCertificate,
  startTlsRegistry,
  type TlsRegistry,
  trustedCertificate,
} from '../../support/tlsRegistry.ts';

const credential = { username: 'AWS', password: 'correct:horse', expiresAt: 1 };
const basic = `Basic ${Buffer.from('AWS:correct:horse').toString('base64')}`;
const ask = registryAsk({ allowedCidrs: parseCidrs('127.0.0.0/8') });

const trusted = trustedCertificate();

let registry: TlsRegistry | undefined;
afterEach(async () => {
  await registry?.stop();
  registry = undefined;
});

async function tryAt(answer: (host: string) => RequestListener, certificate = trusted()) {
  registry = await startTlsRegistry(answer, certificate);
  return prove(ask, registry.host, credential);
}

function refuse(response: ServerResponse, status: number, code: string, challenge?: string) {
  response
    .writeHead(status, { ...(challenge !== undefined && { 'www-authenticate': challenge }) })
    .end(JSON.stringify({ errors: [{ code, message: credential.password }] }));
}

/** Like ECR: user and password at /v2/ itself. */
const ecr =
  (judge: (response: ServerResponse) => void): ((host: string) => RequestListener) =>
  () =>
  (request, response) =>
    request.headers.authorization === undefined
      ? refuse(response, 401, 'UNAUTHORIZED', 'Basic realm="https://x/",service="ecr.amazonaws.com"')
      : judge(response);

/** Like ECR Public and Quay: issues a token elsewhere for user and password, and accepts only that at /v2/. */
const byToken =
  (judge: (response: ServerResponse) => void): ((host: string) => RequestListener) =>
  (host) =>
  ({ url = '', headers: { authorization } }, response) => {
    if (url.startsWith('/token')) return judge(response);
    if (authorization !== undefined) return refuse(response, 400, 'DENIED');
    return refuse(response, 401, 'UNAUTHORIZED', `Bearer realm="https://${host}/token",service="${host}"`);
  };

const accept = (response: ServerResponse) => void response.writeHead(200).end('{}');

test('a credential that /v2/ accepts is accepted, and was sent once', async () => {
  expect(await tryAt(ecr(accept))).toEqual({ result: 'accepted' });
  expect(registry?.asked).toEqual([
    { method: 'GET', url: '/v2/', authorization: undefined },
    { method: 'GET', url: '/v2/', authorization: basic },
  ]);
});

test('a registry that issues tokens is asked for one', async () => {
  expect(await tryAt(byToken(accept))).toEqual({ result: 'accepted' });
  const service = encodeURIComponent(registry?.host ?? '');
  expect(registry?.asked[1]).toEqual({
    method: 'GET',
    url: `/token?service=${service}`,
    authorization: basic,
  });
});

test.each([
  ['401', ecr((response) => refuse(response, 401, 'UNAUTHORIZED'))],
  ['403, as ECR says of a token that has ended', ecr((response) => refuse(response, 403, 'DENIED'))],
  ['401 where tokens are issued, like Quay', byToken((response) => void response.writeHead(401).end())],
  ['400 where tokens are issued, like ECR Public', byToken((response) => refuse(response, 400, 'DENIED'))],
])('%s refuses it', async (_, answer) => {
  const proof = await tryAt(answer);
  expect(proof).toMatchObject({ result: 'refused', by: expect.stringContaining(registry?.host ?? '?') });
  expect(JSON.stringify(proof)).not.toContain('horse');
});

test.each([
  ['403 from something that is not a registry', ecr((r) => void r.writeHead(403).end('<html>blocked'))],
  ['a registry that is down', ecr((response) => void response.writeHead(503).end())],
  ['a registry that has too much to do', ecr((response) => refuse(response, 429, 'TOOMANYREQUESTS'))],
  ['one that lets everybody in', () => (_: unknown, response: ServerResponse) => accept(response)],
  [
    'one that sends elsewhere',
    () => (_: unknown, response: ServerResponse) =>
      void response.writeHead(302, { location: 'https://example.com/' }).end(),
  ],
  [
    'one that wants to be signed in to without TLS',
    () => (_: unknown, response: ServerResponse) =>
      refuse(response, 401, 'UNAUTHORIZED', 'Bearer realm="http://127.0.0.1:1/token"'),
  ],
  ['one that answers with too much', ecr((response) => void response.writeHead(200).end('x'.repeat(1e6)))],
  ['one that cuts the connection', ecr((response) => void response.socket?.destroy())],
])('%s says nothing about it', async (_, answer) => {
  expect(await tryAt(answer as never)).toMatchObject({
    result: 'unknown',
    because: expect.stringMatching(/^it |answered \d+$/),
  });
});

test('a certificate of an unknown CA says nothing, and no credential is sent', async () => {
  expect(await tryAt(ecr(accept), await registryCertificate())).toMatchObject({
    result: 'unknown',
    because: expect.stringMatching(/^it gave no answer \([A-Z_]+\)$/),
  });
  expect(registry?.asked).toEqual([]);
});

test('a name that does not resolve says nothing', async () => {
  expect(await prove(ask, 'registry.invalid', credential)).toMatchObject({
    result: 'unknown',
    because: expect.stringMatching(/^its name does not resolve \([A-Z]+\)$/),
  });
});

test.each(['169.254.169.254', '0x7f.1', 'localhost:5000', '[::1]:5000', 'metadata.google.internal'])(
  'no connection is made to %s',
  async (host) => {
    const strict = registryAsk({ allowedCidrs: [] });
    expect(await prove(strict, host, credential)).toEqual({
      result: 'unknown',
      because: 'its address is one that PullPass does not connect to',
    });
  },
);

test('nor is one made at the address where a registry says that its tokens are issued', async () => {
  const proof = await tryAt(
    () => (_, response) =>
      refuse(response, 401, 'UNAUTHORIZED', 'Bearer realm="https://169.254.169.254/latest/meta-data"'),
  );
  expect(proof).toEqual({
    result: 'unknown',
    because: 'its address is one that PullPass does not connect to',
  });
});

test('a token service whose name repeats what was sent to it is not named', async () => {
  const host = 'registry.example.com';
  const quoting: Ask = async (url) => ({
    status: url.startsWith(`https://${host}/`) ? 401 : 403,
    headers: { 'www-authenticate': `Bearer realm="https://${secret.password}.example.com/token"` },
    body: JSON.stringify({ errors: [{ code: 'DENIED' }] }),
  });
  const secret = { ...credential, password: 'Horse-Battery' };
  const proofs = [
    await prove(quoting, host, secret),
    await provePull(quoting, `${host}/team/app:1.2`, secret),
  ];
  expect(proofs.map((proof) => proof.result)).toEqual(['refused', 'refused']);
  expect(JSON.stringify(proofs)).not.toMatch(/horse/i);
});

test('a part of a host is tried at the host', async () => {
  registry = await startTlsRegistry(ecr(accept), trusted());
  expect(await prove(ask, `${registry.host}/team-a`, credential)).toEqual({ result: 'accepted' });
});

test('Docker Hub is asked where its clients ask it', async () => {
  const urls: string[] = [];
  const answers = async (url: string) => {
    urls.push(url);
    return { status: 401, headers: {}, body: '' };
  };
  await prove(answers, 'docker.io', credential);
  expect(urls).toEqual(['https://registry-1.docker.io/v2/']);
});
