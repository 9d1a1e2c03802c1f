import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { certificate, type Pair } from './support/certificates.ts';
import { base64, jwt, kubeconfigObject, kubeconfigText, now, parse, refusal } from './support/kubeconfigs.ts';

describe('what is read', () => {
  test('a kubeconfig is reduced to server and token, and the rest is dropped', () => {
    expect(parse(kubeconfigText())).toEqual({
      server: 'https://api.prod.example.com:6443',
      credential: { token: 'opaque-token' },
    });
  });

  test('JSON is read as well', () => {
    expect(parse(JSON.stringify(kubeconfigObject()))).toEqual(parse(kubeconfigText()));
  });

  test('fields that change nothing are ignored wherever kubectl and similar tools put them', () => {
    const extensions = [{ name: 'minikube', extension: { version: 'v1' } }];
    const text = kubeconfigText({
      cluster: { server: 'https://api.prod.example.com:6443', extensions, 'disable-compression': true },
      user: { token: 'opaque-token', extensions },
      top: { extensions, preferences: { colors: true }, 'x-tool-of-tomorrow': { anything: [1] } },
    });
    expect(parse(text)).toEqual(parse(kubeconfigText()));
  });

  test('null and empty fields count as absent', () => {
    const text = kubeconfigText({
      cluster: { 'certificate-authority': '', 'insecure-skip-tls-verify': false, 'proxy-url': null },
      user: { token: 't', exec: null, username: '', as: '', 'as-groups': [], 'client-key-data': '' },
    });
    expect(parse(text).credential).toEqual({ token: 't' });
  });

  test('names and tokens that look like numbers keep their spelling, as in kubectl', () => {
    const text = `
current-context: 007
contexts: [{ name: 007, context: { cluster: 1e3, user: 0x10 } }]
clusters: [{ name: 1e3, cluster: { server: "https://api.example.com" } }]
users: [{ name: 0x10, user: { token: 0123 } }]`;
    expect(parse(text).credential).toEqual({ token: '0123' });
  });

  test('the requested context takes precedence over the current one', () => {
    const top = {
      contexts: [
        { name: 'admin', context: { cluster: 'prod', user: 'gone' } },
        { name: 'other', context: { cluster: 'prod', user: 'pullpass' } },
      ],
    };
    expect(parse(kubeconfigText({ top }), { context: 'other' }).credential).toEqual({
      token: 'opaque-token',
    });
    expect(refusal(kubeconfigText({ top })).message).toBe(
      'The context "admin" names the user "gone", which the kubeconfig does not hold.',
    );
  });

  test('broken entries of other contexts do not matter', () => {
    const good = kubeconfigObject();
    const text = kubeconfigText({
      top: {
        contexts: [null, 7, { name: 'half' }, ...(good['contexts'] as unknown[])],
        clusters: [
          { name: 'bad', cluster: { server: 'http://169.254.169.254' } },
          ...(good['clusters'] as unknown[]),
        ],
        users: [{ name: 'bad', user: { exec: { command: 'rm' } } }, 'text', ...(good['users'] as unknown[])],
      },
    });
    expect(parse(text)).toEqual(parse(kubeconfigText()));
  });

  test('a few aliases are followed', () => {
    const text = `
current-context: &name admin
contexts: [{ name: *name, context: { cluster: *name, user: *name } }]
clusters: [{ name: *name, cluster: { server: "https://api.example.com" } }]
users: [{ name: *name, user: { token: t } }]`;
    expect(parse(text)).toEqual({ server: 'https://api.example.com', credential: { token: 't' } });
  });

  test.each([
    [
      'a path, kept: Rancher and others serve clusters below one',
      'https://r.example.com/k8s/clusters/c-1/',
      'https://r.example.com/k8s/clusters/c-1',
    ],
    ['the default port', 'https://api.example.com:443/', 'https://api.example.com'],
    ['capitals', 'HTTPS://API.Example.COM:6443', 'https://api.example.com:6443'],
    ['a name outside ASCII', 'https://bücher.example', 'https://xn--bcher-kva.example'],
    ['a private address', 'https://10.0.0.1:6443', 'https://10.0.0.1:6443'],
    ['a private IPv6 address', 'https://[fd12::1]:6443', 'https://[fd12::1]:6443'],
    ['carrier-grade NAT', 'https://100.64.1.2:6443', 'https://100.64.1.2:6443'],
  ])('the server may have %s', (_name, server, expected) => {
    expect(parse(kubeconfigText({ cluster: { server } })).server).toBe(expected);
  });

  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['returns alone', (text: string) => text.replaceAll('\n', '\r')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['further documents, which do not count', (text: string) => `${text}---\nusers: other\n`],
    ['a directive', (text: string) => `%YAML 1.1\n---\n${text}`],
    ['an empty kind', (text: string) => text.replace('kind: Config', 'kind: ""')],
    [
      'words for false',
      (text: string) => text.replace('server:', 'insecure-skip-tls-verify: no\n      server:'),
    ],
  ])('%s may be in it, as in kubectl', (_what, change) => {
    expect(parse(change(kubeconfigText()))).toEqual(parse(kubeconfigText()));
  });

  test('merge keys are followed, and explicit fields take precedence', () => {
    const text = `
x-base: &base { server: "https://other.example.com", tls-server-name: a.example.com }
current-context: a
contexts: [{ name: a, context: { cluster: a, user: a } }]
clusters: [{ name: a, cluster: { <<: *base, server: "https://api.example.com" } }]
users: [{ name: a, user: { token: t } }]`;
    expect(parse(text)).toMatchObject({ server: 'https://api.example.com', tlsServerName: 'a.example.com' });
  });

  test.each([
    ['a query and a fragment', 'https://api.example.com:6443?a=b#c', 'https://api.example.com:6443'],
    ['an empty query', 'https://api.example.com:6443/?', 'https://api.example.com:6443'],
  ])('%s in the server’s URL are dropped, as by kubectl', (_what, server, expected) => {
    expect(parse(kubeconfigText({ cluster: { server } })).server).toBe(expected);
  });

  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['[fd12::1]', 'fd12::1'],
    ['api.example.com.', 'api.example.com.'],
  ])('%s may be the TLS server name', (given, tlsServerName) => {
    expect(parse(kubeconfigText({ cluster: { 'tls-server-name': given } }))).toMatchObject({ tlsServerName });
  });

  test.each([
    ['http://me:p%40ss@proxy.example.com:3128', 'http://me:p%40ss@proxy.example.com:3128'],
    ['HTTPS://Proxy.example.com/path?query', 'https://proxy.example.com'],
    ['http://me@proxy.example.com:80', 'http://me:@proxy.example.com'],
    ['http://[fd12::1]:3128', 'http://[fd12::1]:3128'],
  ])('the proxy may be %s', (given, proxyUrl) => {
    expect(parse(kubeconfigText({ cluster: { 'proxy-url': given } }))).toMatchObject({ proxyUrl });
  });

  test('proxy and TLS server name are kept', () => {
    const cluster = {
      'proxy-url': 'http://proxy.example.com:3128/',
      'tls-server-name': 'kubernetes.default.svc',
    };
    expect(parse(kubeconfigText({ cluster }))).toMatchObject({
      proxyUrl: 'http://proxy.example.com:3128',
      tlsServerName: 'kubernetes.default.svc',
    });
  });

  test('a loopback server is read if its range is allowed', () => {
    const text = kubeconfigText({ cluster: { server: 'https://127.0.0.1:6443' } });
    const allowedCidrs = parseCidrs('127.0.0.0/8');
    expect(parse(text, { allowedCidrs }).server).toBe('https://127.0.0.1:6443');
    expect(refusal(text).message).toContain('loopback');
  });

  test('a JWT that has not expired is read', () => {
    const token = jwt({ exp: now.getTime() / 1000 + 1 });
    expect(parse(kubeconfigText({ user: { token } })).credential).toEqual({ token });
  });

  test.each([[1e300], ['soon'], [null], [{}]])('a JWT whose exp is %p is a token without an end', (exp) => {
    const token = jwt({ exp });
    expect(parse(kubeconfigText({ user: { token } })).credential).toEqual({ token });
  });
});

describe('certificates', () => {
  let living: Pair;
  let other: Pair;
  let expired: Pair;
  let locked: Pair;
  beforeAll(async () => {
    living = await certificate(new Date('2031-01-01T00:00:00Z'));
    other = await certificate(new Date('2031-01-01T00:00:00Z'));
    expired = await certificate(new Date('2030-06-01T11:59:59Z'));
    locked = await certificate(new Date('2031-01-01T00:00:00Z'), 'a passphrase');
  });
  const user = ({ cert, key }: Pair) => ({
    'client-certificate-data': base64(cert),
    'client-key-data': base64(key),
  });

  test('a client certificate and its key are read, and only their PEM is kept', () => {
    const { credential } = parse(
      kubeconfigText({ user: user({ cert: `junk before\n${living.cert}\njunk after`, key: living.key }) }),
    );
    if (!('clientKey' in credential)) throw new Error('expected a client certificate');
    expect(credential.clientCertificate).toMatch(
      /^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/,
    );
    expect(credential.clientKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^-]+-----END PRIVATE KEY-----\n$/);
  });

  test('a bundle of CAs is read as a whole, and a private key in it is dropped', () => {
    const cluster = { 'certificate-authority-data': base64(`${living.cert}\n${living.key}\n${other.cert}`) };
    const { certificateAuthority = '' } = parse(kubeconfigText({ cluster }));
    expect(certificateAuthority.match(/BEGIN/g)).toHaveLength(2);
    expect(certificateAuthority).not.toContain('PRIVATE');
  });

  test('an expired CA is left for TLS to judge', () => {
    const cluster = { 'certificate-authority-data': base64(expired.cert) };
    expect(parse(kubeconfigText({ cluster })).certificateAuthority).toContain('BEGIN CERTIFICATE');
  });

  test('base64 broken over lines is read, as by kubectl', () => {
    const folded = base64(living.cert).replace(/.{60}/g, '$&\n');
    expect(
      parse(kubeconfigText({ cluster: { 'certificate-authority-data': folded } })).certificateAuthority,
    ).toBeDefined();
  });

  test('another certificate’s key is refused', () => {
    expect(refusal(kubeconfigText({ user: user({ cert: living.cert, key: other.key }) })).message).toBe(
      'The user "pullpass" has a client certificate and a client key that do not belong together.',
    );
  });

  test('an expired client certificate is refused with its date', () => {
    expect(refusal(kubeconfigText({ user: user(expired) })).message).toBe(
      'The user "pullpass" has a client certificate that expired on 2030-06-01T11:59:59.000Z.',
    );
  });

  test('an encrypted key is refused', () => {
    expect(locked.key).toContain('ENCRYPTED');
    expect(refusal(kubeconfigText({ user: user({ cert: locked.cert, key: locked.key }) })).message).toContain(
      '"client-key-data" that is encrypted',
    );
    const legacy =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
    expect(refusal(kubeconfigText({ user: user({ cert: living.cert, key: legacy }) })).message).toContain(
      'encrypted',
    );
  });

  test('a public key, or text, is not a private key', () => {
    for (const key of [living.cert, 'text'])
      expect(refusal(kubeconfigText({ user: user({ cert: living.cert, key }) })).message).toBe(
        'The user "pullpass" has a "client-key-data" that holds no PEM private key.',
      );
  });

  test('a certificate with invalid content is refused', () => {
    const cert = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    expect(refusal(kubeconfigText({ user: user({ cert, key: living.key }) })).message).toContain(
      'a certificate that cannot be read',
    );
    const cluster = { 'certificate-authority-data': base64(cert) };
    expect(refusal(kubeconfigText({ cluster })).message).toContain('a certificate that cannot be read');
  });

  test('an unreadable CA is skipped if there are others, as in kubectl', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const cluster = { 'certificate-authority-data': base64(broken + living.cert) };
    expect(parse(kubeconfigText({ cluster })).certificateAuthority?.match(/BEGIN/g)).toHaveLength(1);
  });

  test.each([
    ['a mark that does not begin its line', (pem: string) => `x${pem}`],
    ['no line break before the next one', (pem: string) => pem.trimEnd() + pem],
  ])('a CA with %s is not PEM, as in kubectl', (_how, change) => {
    const cluster = { 'certificate-authority-data': base64(change(living.cert)) };
    expect(refusal(kubeconfigText({ cluster })).message).toContain('holds no PEM certificate');
  });

  test('PEM is read with spaces, carriage returns, empty lines and text around it', () => {
    const untidy = `Subject: someone\r\n${living.cert.replaceAll('\n', ' \r\n\r\n')}`;
    const cluster = { 'certificate-authority-data': base64(untidy) };
    expect(parse(kubeconfigText({ cluster })).certificateAuthority).toContain('BEGIN CERTIFICATE');
  });

  test('half of a client certificate is refused, and the missing half named', () => {
    const { 'client-key-data': key, 'client-certificate-data': cert } = user(living);
    const half = (fields: object) => refusal(kubeconfigText({ user: { ...fields } })).message;
    expect(half({ 'client-key-data': key })).toContain('"client-certificate-data" is missing');
    expect(half({ 'client-certificate-data': cert })).toContain('"client-key-data" is missing');
  });

  test('a token beside a client certificate is refused', () => {
    expect(refusal(kubeconfigText({ user: { ...user(living), token: 't' } })).message).toContain(
      'has both a token and a client certificate',
    );
  });
});
