import { describe, expect, test } from '@jest/globals';
import {
  base64,
  type Fields,
  jwt,
  kubeconfigObject,
  kubeconfigText,
  parse,
  refusal,
} from './support/kubeconfigs.ts';

/** Stands wherever a document could contain a credential; no refusal may show it. */
const canary = 'c4n4ry-S3CRET-value';

const users: [scenario: string, user: unknown, message: RegExp][] = [
  [
    'an exec plugin, by its base name',
    { exec: { command: `/opt/${canary}/aws`, args: [canary] } },
    /exec plugin \("aws"\)/,
  ],
  [
    'an exec plugin on Windows',
    { exec: { command: 'C:\\tools\\kubelogin.exe' } },
    /exec plugin \("kubelogin\.exe"\)/,
  ],
  [
    'an exec plugin whose command is a script',
    { exec: { command: `sh -c "${canary}"` } },
    /exec plugin; PullPass/,
  ],
  ['an exec plugin without a command', { exec: { args: [canary] } }, /exec plugin; PullPass/],
  ['exec that is not a map', { exec: canary }, /exec plugin; PullPass/],
  [
    'an auth-provider',
    { 'auth-provider': { name: 'gcp', config: { 'access-token': canary } } },
    /auth-provider/,
  ],
  ['a token file', { tokenFile: `/var/${canary}` }, /names a file in "tokenFile"/],
  ['a token-file', { 'token-file': `/var/${canary}` }, /names a file in "token-file"/],
  ['a token file beside a token', { token: canary, tokenFile: '/x' }, /names a file in "tokenFile"/],
  [
    'a client certificate file',
    { 'client-certificate': `/${canary}` },
    /names a file in "client-certificate"/,
  ],
  ['a client key file', { 'client-key': `/${canary}` }, /names a file in "client-key"/],
  ['basic auth', { username: 'admin', password: canary }, /user name and password/],
  ['a password alone', { token: canary, password: canary }, /user name and password/],
  ['impersonation', { token: canary, as: 'root' }, /impersonates another user \("as"\)/],
  ['impersonated groups', { token: canary, 'as-groups': ['x'] }, /impersonates .* \("as-groups"\)/],
  ['an impersonated uid', { token: canary, 'as-uid': '1' }, /impersonates .* \("as-uid"\)/],
  [
    'impersonation extras',
    { token: canary, 'as-user-extra': { a: ['b'] } },
    /impersonates .* \("as-user-extra"\)/,
  ],
  ['an OAuth token', { token: `sha256~${canary}` }, /OpenShift OAuth token/],
  ['a token that was left out', { token: 'REDACTED' }, /has a "token" that kubectl left out/],
  [
    'a client key that was left out',
    { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' },
    /"client-certificate-data" that kubectl left out/,
  ],
  ['a token in base64', { token: base64(jwt({ jti: canary })) }, /has a token in base64/],
  ['an OAuth token in base64', { token: base64(`sha256~${canary}\n`) }, /has a token in base64/],
  ['a token with a line break', { token: `${canary}\nX-Injected: yes` }, /line breaks/],
  ['a token with a carriage return', { token: `${canary}\rX` }, /line breaks/],
  ['a token with a closing line break', { token: `${canary}\n` }, /line breaks/],
  ['a token with a space', { token: `Bearer ${canary}` }, /spaces/],
  ['a token with a NUL', { token: `${canary}\0` }, /other characters/],
  ['a token outside ASCII', { token: `${canary}é` }, /other characters/],
  [
    'an expired JWT',
    { token: jwt({ exp: 1_700_000_000, jti: canary }) },
    /expired on 2023-11-14T22:13:20\.000Z/,
  ],
  [
    'a JWT that expires this moment',
    { token: jwt({ exp: Date.UTC(2030, 5, 1, 12) / 1000 }) },
    /expired on 2030-06-01T12:00/,
  ],
  ['no credential', {}, /no credential/],
  ['no user', null, /no credential/],
  ['an empty token', { token: '' }, /no credential/],
  ['a user that is a list', [canary], /is not a map/],
  ['a user that is text', canary, /is not a map/],
  ['a token that is a map', { token: { value: canary } }, /has a "token" that is not text/],
  ['a token that is a boolean', { token: true }, /has a "token" that is not text/],
  [
    'a certificate that is not base64',
    { 'client-certificate-data': `${canary}!`, 'client-key-data': 'QQ==' },
    /"client-certificate-data" that is not base64/,
  ],
  [
    'base64 that is cut off',
    { 'client-certificate-data': 'QQ=', 'client-key-data': 'QQ==' },
    /that is not base64/,
  ],
  [
    'a certificate that is not PEM',
    { 'client-certificate-data': base64(canary), 'client-key-data': base64(canary) },
    /holds no PEM certificate/,
  ],
  ['a field misspelt', { tokn: canary }, /was "token" meant\?/],
  ['an unknown field', { [canary]: canary }, /has a field that kubeconfigs do not have\.$/],
];

const clusters: [scenario: string, cluster: Fields, message: RegExp][] = [
  ['no server', { server: '' }, /no "server"/],
  ['http://', { server: `http://api.example.com/${canary}` }, /starts with http:\/\//],
  ['another scheme', { server: 'ftp://api.example.com' }, /does not start with https/],
  ['no scheme', { server: 'api.example.com:6443' }, /does not start with https/],
  ['no URL', { server: 'https://' }, /not a URL/],
  ['half a URL', { server: 'https:api.example.com' }, /does not start with https/],
  ['an escaped host', { server: 'https://%61pi.example.com' }, /not a URL/],
  ['IPv6 without brackets', { server: 'https://fd12::1:6443' }, /not a URL/],
  ['an address in another spelling', { server: 'https://10.1:6443' }, /unusual spelling/],
  ['an address with a closing dot', { server: 'https://10.0.0.1.:6443' }, /unusual spelling/],
  ['an invalid port', { server: 'https://api.example.com:99999' }, /not a URL/],
  ['port 0', { server: 'https://api.example.com:0' }, /port 0/],
  [
    'credentials in the server',
    { server: `https://admin:${canary}@api.example.com` },
    /user name or password/,
  ],
  ['a user name in the server', { server: `https://${canary}@api.example.com` }, /user name or password/],
  ['an empty user name in the server', { server: 'https://@api.example.com' }, /user name or password/],
  ['a line break in the server', { server: 'https://api.example.com/\r\nHost: x' }, /control characters/],
  ['a tab in the scheme', { server: 'ht\ttps://api.example.com' }, /control characters/],
  ['a backslash', { server: 'https:\\\\api.example.com' }, /backslashes/],
  ['a name with a space in it', { server: 'https://api example.com' }, /spaces/],
  ['a server that is a list', { server: [canary] }, /"server" that is not text/],
  ['an invalid name', { server: 'https://a..example.com' }, /neither an IP address nor the name of a host/],
  [
    'a loopback server',
    { server: 'https://127.0.0.1:6443' },
    /"server" whose host is refused: it is a loopback address/,
  ],
  ['a loopback server spelt as a number', { server: 'https://2130706433' }, /loopback/],
  ['localhost', { server: 'https://LocalHost.:6443' }, /loopback/],
  ['cloud metadata', { server: 'https://169.254.169.254' }, /metadata service/],
  ['cloud metadata by name', { server: 'https://metadata.google.internal' }, /metadata service/],
  ['a file for the CA', { 'certificate-authority': `/${canary}` }, /names a file in "certificate-authority"/],
  ['a CA that is not base64', { 'certificate-authority-data': `${canary}~` }, /not base64/],
  ['a CA with no certificate', { 'certificate-authority-data': base64(canary) }, /holds no PEM certificate/],
  ['skipped verification', { 'insecure-skip-tls-verify': true }, /insecure-skip-tls-verify/],
  ['skipped verification, as text', { 'insecure-skip-tls-verify': 'yes' }, /insecure-skip-tls-verify/],
  ['a server name that is a pattern', { 'tls-server-name': '*.example.com' }, /tls-server-name/],
  ['a server name with a line break', { 'tls-server-name': 'a\nb' }, /tls-server-name/],
  [
    'a SOCKS proxy',
    { 'proxy-url': 'socks5://proxy.example.com' },
    /of SOCKS; PullPass speaks to HTTP proxies/,
  ],
  ['another kind of proxy', { 'proxy-url': 'ftp://proxy.example.com' }, /neither http:\/\/ nor https:\/\//],
  [
    'a proxy whose password cannot be read',
    { 'proxy-url': `http://me:${canary}%zz@proxy.example.com` },
    /"proxy-url" whose user or password has a %/,
  ],
  ['a CA that was left out', { 'certificate-authority-data': 'DATA+OMITTED' }, /kubectl left out/],
  [
    'a proxy on loopback',
    { 'proxy-url': 'http://[::ffff:127.0.0.1]:3128' },
    /"proxy-url" whose host is refused: it is a loopback/,
  ],
  ['a proxy at the metadata service', { 'proxy-url': 'http://0xa9fea9fe' }, /metadata service/],
  ['a field misspelt', { 'certificate-authoritydata': 'x' }, /was "certificate-authority-data" meant\?/],
];

describe('a user is refused for', () => {
  test.each(users)('%s', (_scenario, user, message) => {
    const failure = refusal(
      kubeconfigText({
        top: {
          users: [{ name: 'ops/admin', user }],
          contexts: [{ name: 'admin', context: { cluster: 'prod', user: 'ops/admin' } }],
        },
      }),
    );
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain('The user "ops/admin"');
    expectUsable(failure);
  });

  test('a token file, with what to do instead: kubectl --flatten keeps its name', () => {
    const { remedy } = refusal(kubeconfigText({ user: { tokenFile: '/var/token' } }));
    expect(remedy).toContain('docs/permissions.md');
    expect(remedy).toContain('kubectl config unset users.USER.tokenFile');
    expect(remedy).not.toContain('--flatten');
  });

  test('an OAuth token, with the service account to make instead', () => {
    expect(refusal(kubeconfigText({ user: { token: 'sha256~abc' } })).remedy).toContain(
      'docs/permissions.md',
    );
  });
});

describe('a cluster is refused for', () => {
  test.each(clusters)('%s', (_scenario, cluster, message) => {
    const failure = refusal(kubeconfigText({ cluster, user: { token: canary } }));
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain('The cluster "prod"');
    expectUsable(failure);
  });
});

describe('a document is refused for', () => {
  const named = (name: string) => ({ name, context: { cluster: 'prod', user: 'pullpass' } });

  test.each<[string, string, RegExp]>([
    ['nothing in it', '', /not a kubeconfig/],
    ['being text', canary, /not a kubeconfig/],
    ['being a list', `[${canary}]`, /not a kubeconfig/],
    ['being another kind', 'apiVersion: v1\nkind: Secret', /expected kind "Config"/],
    ['being another version', 'apiVersion: v2\nkind: Config', /expected kind "Config"/],
    ['a list that is a map', kubeconfigText({ top: { users: { [canary]: canary } } }), /field "users"/],
    ['broken YAML', `users: [${canary}`, /not valid YAML: line 1/],
    ['broken YAML further down', `a: b\nusers: "${canary}`, /not valid YAML: line 2/],
    ['the base64 of it', base64(kubeconfigText()), /^This is a kubeconfig in base64/],
    [
      'the base64 of it as JSON, in lines',
      base64(JSON.stringify(kubeconfigObject())).replace(/.{60}/g, '$&\n'),
      /^This is a kubeconfig in base64/,
    ],
    ['a tag', `token: !!js/function ${canary}`, /YAML tag on line 1/],
    ['a binary tag', `a: 1\ntoken: !!binary ${canary}`, /YAML tag on line 2/],
    ['an alias to nothing', `token: *${canary}`, /aliases that lead nowhere/],
    ['a key twice', `a: 1\nb: {x: 1}\na: ${canary}`, /same key twice.*line 3/],
    ['UTF-16', kubeconfigText().replace(/./g, '$&\0'), /not UTF-8 text/],
    ['a key that is a list', `? [${canary}]\n: 1`, /not valid YAML/],
    [
      'no context of that name',
      kubeconfigText({ top: { 'current-context': 'nope' } }),
      /no context "nope"\. It holds "admin"\./,
    ],
    [
      'no current context',
      kubeconfigText({ top: { 'current-context': '' } }),
      /no current-context.*It holds "admin"\./,
    ],
    ['no contexts', 'current-context: x', /no context "x"\. It holds no contexts\./],
    [
      'two contexts of one name',
      kubeconfigText({ top: { contexts: [named('admin'), named('admin')] } }),
      /several contexts named "admin"/,
    ],
    [
      'a context without a user',
      kubeconfigText({ top: { contexts: [{ name: 'admin', context: { cluster: 'prod' } }] } }),
      /does not name both/,
    ],
    ['a missing cluster', kubeconfigText({ top: { clusters: null } }), /names the cluster "prod", which/],
    ['a missing user', kubeconfigText({ top: { users: [] } }), /names the user "pullpass", which/],
    [
      'two users of one name',
      kubeconfigText({ top: { users: [{ name: 'pullpass' }, { name: 'pullpass' }] } }),
      /several users named "pullpass"/,
    ],
  ])('%s', (_scenario, text, message) => {
    const failure = refusal(text);
    expect(failure.message).toMatch(message);
    expectUsable(failure);
  });

  test('a size above 64 KiB, counted in bytes', () => {
    const text = `${kubeconfigText()}#é`;
    const filled = text + 'x'.repeat(65_536 - Buffer.byteLength(text));
    expect(parse(filled)).toEqual(parse(kubeconfigText()));
    const { message, remedy } = refusal(`${filled}x`);
    expect(message).toBe('The kubeconfig is 65537 bytes; at most 65536 are accepted.');
    // --minify does not make a CA bundle smaller.
    expect(remedy).toContain('keep only the CA that signed the certificate of the API server');
  });

  test('more contexts than fit in one line: the first ten are named', () => {
    const contexts = Array.from({ length: 200 }, (_, index) => named(`c${index}`));
    expect(refusal(kubeconfigText({ top: { contexts } })).message).toMatch(
      /It holds "c0", .*"c9" and 190 more\.$/,
    );
  });

  test('names that are long, or contain line breaks, and the message stays one short line', () => {
    const { message } = refusal(kubeconfigText({ top: { 'current-context': `a\nb${'x'.repeat(5000)}` } }));
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(300);
  });

  test('a token in place of a name, which is not repeated', () => {
    for (const token of ['sha256~0123456789', jwt({ sub: 'x' })])
      expect(refusal(kubeconfigText({ top: { 'current-context': token } })).message).toContain(
        '(a name that looks like a token)',
      );
  });
});

/** A refusal says what to do and is one line; neither it nor anything attached to it shows a credential. */
function expectUsable(failure: ReturnType<typeof refusal>): void {
  expect(failure.remedy).toMatch(/^[A-Z].{20,}\.$/);
  expect(failure.message).not.toContain('\n');
  expect(failure.cause).toBeUndefined();
  const all = [failure.message, failure.remedy, failure.stack, JSON.stringify(failure)].join('\n');
  expect(all).not.toContain(canary);
}
