import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { registryAsk } from '../../../shared/registries/proof/ask.ts';
import { manifestOf } from '../../../shared/registries/proof/image.ts';
import { provePull } from '../../../shared/registries/proof/provePull.ts';
import { encodings } from '../../support/encodings.ts';
import { startTlsRegistry, type TlsRegistry, trustedCertificate } from '../../support/tlsRegistry.ts';

const credential = { username: 'AWS', password: 'correct:horse:battery:staple', expiresAt: 1 };
const basic = `Basic ${Buffer.from(`AWS:${credential.password}`).toString('base64')}`;
const ask = registryAsk({ allowedCidrs: parseCidrs('127.0.0.0/8') });
const manifest = '/v2/team/app/manifests/1.2';

const trusted = trustedCertificate();

let registry: TlsRegistry | undefined;
afterEach(async () => {
  await registry?.stop();
  registry = undefined;
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

async function pullAt(answer: (host: string) => RequestListener) {
  registry = await startTlsRegistry(answer, trusted());
  return provePull(ask, `${registry.host}/team/app:1.2`, credential);
}

const refuse =
  (status: number, code: string, message = 'no'): Answer =>
  (response) =>
    void response.writeHead(status).end(JSON.stringify({ errors: [{ code, message }] }));

/** Like ECR: user and password at the manifest itself. */
const ecr =
  (judge: Answer): ((host: string) => RequestListener) =>
  () =>
  (request, response) => {
    if (request.headers.authorization === basic) return judge(response, request);
    response.setHeader('www-authenticate', 'Basic realm="https://x/",service="ecr.amazonaws.com"');
    refuse(401, 'UNAUTHORIZED', 'Not Authorized')(response, request);
  };

/** Like Quay: a token for the requested scope, and the manifest for the token. */
const byToken =
  (
    judge: Answer,
    give: Answer = (r) => void r.end('{"token":"of-a-scope"}'),
  ): ((host: string) => RequestListener) =>
  (host) =>
  (request, response) => {
    const { url = '', headers } = request;
    if (url.startsWith('/token')) return give(response, request);
    if (headers.authorization === 'Bearer of-a-scope') return judge(response, request);
    response.setHeader('www-authenticate', `Bearer realm="https://${host}/token",service="s",scope="aws"`);
    refuse(401, 'UNAUTHORIZED')(response, request);
  };

const give: Answer = (response) =>
  void response
    .writeHead(200, { 'content-type': 'application/vnd.oci.image.index.v1+json; charset=utf-8' })
    .end();

const denial =
  'User: arn:aws:sts::111111111111:assumed-role/pullpass-prod-push/pullpass-prod-push is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:123456789012:repository/team/app because no identity-based policy allows the ecr:BatchGetImage action';

test('an image whose manifest is returned may be pulled, and only HEAD is used', async () => {
  expect(await pullAt(ecr(give))).toEqual({ result: 'accepted' });
  expect(registry?.asked).toEqual([
    { method: 'HEAD', url: manifest, authorization: undefined },
    { method: 'HEAD', url: manifest, authorization: basic },
  ]);
});

test('a registry that issues tokens is asked for one for this repository', async () => {
  expect(await pullAt(byToken(give))).toEqual({ result: 'accepted' });
  const scope = encodeURIComponent('repository:team/app:pull');
  expect(registry?.asked.slice(1)).toEqual([
    { method: 'GET', url: `/token?service=s&scope=${scope}`, authorization: basic },
    { method: 'HEAD', url: manifest, authorization: 'Bearer of-a-scope' },
  ]);
});

test('what AWS does not allow is read from its words', async () => {
  expect(await pullAt(ecr(refuse(403, 'DENIED', denial)))).toEqual({
    result: 'refused',
    by: `403 from ${registry?.host}`,
    denial: {
      principal: 'arn:aws:sts::111111111111:assumed-role/pullpass-prod-push/pullpass-prod-push',
      action: 'ecr:BatchGetImage',
      resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/team/app',
      because: 'because no identity-based policy allows the ecr:BatchGetImage action',
    },
  });
  expect(registry?.asked.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'GET']);
});

test.each([
  ['a token that has ended', ecr(refuse(403, 'DENIED', 'Your authorization token has expired.'))],
  ['a token that is nobody’s', ecr(refuse(401, 'UNAUTHORIZED'))],
  ['a user without rights there, as Quay', byToken(refuse(401, 'UNAUTHORIZED'))],
  ['a user who is refused a token', byToken(give, refuse(401, 'UNAUTHORIZED'))],
  ['a user who is refused the scope', byToken(give, refuse(403, 'DENIED'))],
])('%s is refused', async (_, answer) => {
  const proof = await pullAt(answer);
  expect(proof).toEqual({ result: 'refused', by: expect.stringContaining(registry?.host ?? '?') });
});

test.each([
  ['MANIFEST_UNKNOWN', 'Requested image not found'],
  ['NAME_UNKNOWN', 'The repository with name "team/app" does not exist'],
])('a missing image (%s) refuses nothing, and is reported as missing', async (code, message) => {
  expect(await pullAt(ecr(refuse(404, code, message)))).toEqual({
    result: 'unknown',
    because: `${registry?.host} says that it does not exist (${code})`,
    missing: true,
  });
});

test.each([
  ['404 from something that is not a registry', ecr((r) => void r.writeHead(404).end('<html>'))],
  ['200 of a portal', ecr((r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('<html>'))],
  ['a registry that is down', ecr((r) => void r.writeHead(503).end())],
  ['too many requests', ecr(refuse(429, 'TOOMANYREQUESTS'))],
  ['403 from something that is not a registry', ecr((r) => void r.writeHead(403).end('<html>blocked'))],
  ['one that answers with too much', ecr((r) => void r.writeHead(403).end('x'.repeat(1e6)))],
  ['one that cuts the connection', ecr((r) => void r.socket?.destroy())],
  ['an invalid token', byToken(give, (r) => void r.end('{"token":{}}'))],
  [
    '404 to an anonymous request',
    () => (q: IncomingMessage, r: ServerResponse) => refuse(404, 'NAME_UNKNOWN')(r, q),
  ],
])('%s says nothing', async (_, answer) => {
  expect(await pullAt(answer as never)).toEqual({ result: 'unknown', because: expect.any(String) });
});

test('an image that everybody may pull may be pulled', async () => {
  expect(await pullAt(() => (request, response) => give(response, request))).toEqual({ result: 'accepted' });
  expect(registry?.asked).toHaveLength(1);
});

const fits = (text: string) => /^[\w./*-]+$/.test(text);
const forms = Object.entries({
  ...encodings('correct.horse.battery.staple'),
  'as its auth': Buffer.from('AWS:correct.horse.battery.staple').toString('base64'),
});

test.each(forms.filter(([, form]) => fits(form)))(
  'words that contain the credential (%s) are not read',
  async (_, form) => {
    const words = denial.replace('repository/team/app', `repository/${form}`);
    const secret = { ...credential, password: 'correct.horse.battery.staple' };
    registry = await startTlsRegistry(
      () => (request, response) => {
        if (request.headers.authorization !== undefined)
          return refuse(403, 'DENIED', words)(response, request);
        response.setHeader('www-authenticate', 'Basic realm="x"');
        refuse(401, 'UNAUTHORIZED')(response, request);
      },
      trusted(),
    );
    expect(await provePull(ask, `${registry.host}/team/app:1.2`, secret)).toEqual({
      result: 'refused',
      by: `403 from ${registry.host}`,
    });
  },
);

test('words that contain the token that was issued for the scope are not read', async () => {
  const words = denial.replace('repository/team/app', 'repository/of-a-scope');
  expect(await pullAt(byToken(refuse(403, 'DENIED', words)))).toEqual({
    result: 'refused',
    by: `403 from ${registry?.host}`,
  });
});

test.each([
  ['quay.io/team/app', 'https://quay.io/v2/team/app/manifests/latest', 'team/app'],
  ['quay.io/app:1', 'https://quay.io/v2/app/manifests/1', 'app'],
  ['r.example:5000/a/b:1', 'https://r.example:5000/v2/a/b/manifests/1', 'a/b'],
  ['quay.io/app:1@sha256:ab', 'https://quay.io/v2/app/manifests/sha256:ab', 'app'],
  ['docker.io/busybox:1', 'https://registry-1.docker.io/v2/library/busybox/manifests/1', 'library/busybox'],
  ['docker.io/org/app:1', 'https://registry-1.docker.io/v2/org/app/manifests/1', 'org/app'],
])('%s is found where its clients find it', (image, url, repository) => {
  expect(manifestOf(image)).toEqual({ url, scope: `repository:${repository}:pull` });
});
