import { createPrivateKey } from 'node:crypto';
import { type ChainKind, chains } from './chains.ts';
import type { DeliberateId } from './deliberate.ts';
import { base64, type Config, certificateFields, type Draft } from './draft.ts';
import { goodToken, proxyManners, transports } from './endpoints.ts';
import { type KeyKind, keyKinds } from './issue.ts';

/** One respect in which a kubeconfig, or what it leads to, may be unusual. */
export interface Feature {
  name: string;
  change: (draft: Draft) => void;
  /** The entry in the list of deliberate refusals that lets PullPass refuse it. */
  refusedAs?: DeliberateId;
  /** PullPass accepts what kubectl refuses, and why that is safe. Never for the TLS of an API server. */
  takenBecause?: string;
  /** kubectl blames the API server although the proxy failed. */
  proxyFails?: boolean;
}

type Change = (draft: Draft) => void;
type Marks = Omit<Feature, 'name' | 'change'>;
const feature = (name: string, change: Change, marks: Marks = {}): Feature => ({ name, change, ...marks });
const setting =
  <K extends keyof Draft>(key: K, value: Draft[K]): Change =>
  (draft) => {
    draft[key] = value;
  };

const asText = 'numbers, booleans and the like are read as the text that is written, and change nothing';
const elsewhere = 'it stands in an entry that is not used';

const tlsRefusals: Partial<Record<ChainKind, DeliberateId>> = {
  'for any use': 'purpose',
  'a key usage of CAs only': 'purpose',
  'a key identifier that is not the CA’s': 'authority key identifier',
};

const certificates: Feature[] = [
  ...(Object.keys(chains) as ChainKind[]).map((kind) =>
    feature(kind, setting('chain', kind), tlsRefusals[kind] && { refusedAs: tlsRefusals[kind] }),
  ),
  feature('public', setting('chain', 'public')),
  feature('public and known', (draft) => {
    draft.chain = 'public';
    draft.authority = () => undefined;
  }),
  ...transports.map((transport) => feature(transport, setting('transport', transport))),
];

const pinnedRefusals: readonly string[] = [
  'an expired intermediate',
  'below a certificate that is not a CA',
  'below an intermediate for clients',
];

const pem = (name: string, change: (root: string) => string, marks?: Marks) =>
  feature(
    name,
    setting('authority', ({ root }) => change(root)),
    marks,
  );
const lines = (width: number, ending: string) => (text: string) =>
  base64(text).replace(new RegExp(`.{${width}}`, 'g'), `$&${ending}`);

const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const authorities: Feature[] = [
  feature(
    'the issuer only',
    setting('authority', ({ issuer }) => issuer),
  ),
  ...(Object.keys(chains) as ChainKind[]).map((kind) =>
    feature(
      `the certificate itself, ${kind}`,
      (draft) => {
        draft.chain = kind;
        draft.authority = ({ leaf }) => leaf;
      },
      pinnedRefusals.includes(kind)
        ? { refusedAs: 'pinned below a bad CA' }
        : kind in tlsRefusals && tlsRefusals[kind] === 'purpose'
          ? { refusedAs: 'purpose' }
          : {},
    ),
  ),
  feature(
    'none',
    setting('authority', () => undefined),
  ),
  feature(
    'a foreign one',
    setting('authority', ({ foreign }) => foreign),
  ),
  feature(
    'a bundle',
    setting('authority', ({ root, foreign }) => foreign + root),
  ),
  pem('a broken one first', (root) => broken + root),
  pem('a broken one last', (root) => root + broken),
  pem('only a broken one', () => broken),
  pem('CRLF', (root) => root.replaceAll('\n', '\r\n')),
  pem('lone returns', (root) => root.replaceAll('\n', '\r')),
  pem('text before', (root) => `Subject: x\n${root}`),
  pem('text in front of the mark', (root) => `x${root}`),
  pem('indented', (root) => root.replace(/^/gm, '  ')),
  pem('spaces at the ends', (root) => root.replace(/$/gm, '  ')),
  pem('no line break at the end', (root) => root.trimEnd()),
  feature(
    'glued together',
    setting('authority', ({ root, foreign }) => foreign.trimEnd() + root),
  ),
  pem('empty lines', (root) => root.replaceAll('\n', '\n\n')),
  pem('one long line', (root) => root.replace(/([^-])\n/g, '$1')),
  pem('a byte order mark', (root) => `\xef\xbb\xbf${root}`),
  pem('a header', (root) => root.replace('-----\n', '-----\nFoo: bar\n\n')),
  pem('another label', (root) => root.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')),
  pem('no PEM', () => 'hello'),
  feature('folded', setting('encode', lines(64, '\n'))),
  feature('folded with CRLF', setting('encode', lines(64, '\r\n'))),
  feature('with spaces', setting('encode', lines(64, ' '))),
  feature(
    'a line break at the end',
    setting('encode', (text) => `${base64(text)}\n`),
  ),
  feature(
    'not padded',
    setting('encode', (text) => base64(`${text}\n`).replace(/=+$/, '')),
  ),
  feature(
    'base64 twice',
    setting('encode', (text) => base64(base64(text))),
  ),
  feature(
    'not encoded',
    setting('encode', (text) => text),
  ),
  feature(
    'left out by kubectl',
    setting('encode', () => 'DATA+OMITTED'),
  ),
];

const server = (url: string, marks?: Marks) => feature(url, setting('server', url), marks);
const behind = (url: string, marks?: Marks) =>
  feature(
    `${url} behind a proxy`,
    (draft) => {
      draft.server = url;
      draft.proxy = { manner: 'passes on', certificate: 'none' };
      draft.proxyUrl = 'http://127.0.0.1:PORT';
    },
    marks,
  );

const addresses: Feature[] = [
  ...['HTTPS://127.0.0.1:PORT', 'https://127.0.0.1:PORT/', 'https://127.0.0.1:PORT//'].map((url) =>
    server(url),
  ),
  ...['https://127.0.0.1:PORT?x=y', 'https://127.0.0.1:PORT#f', 'https://127.0.0.1:PORT/?'].map((url) =>
    server(url),
  ),
  ...['//127.0.0.1:PORT', 'https:127.0.0.1:PORT'].map((url) => server(url)),
  ...['https:/127.0.0.1:PORT', 'https:\\\\127.0.0.1:PORT', ' https://127.0.0.1:PORT'].map((url) =>
    server(url),
  ),
  ...['https://127.0.0.1:PORT\n'].map((url) => server(url)),
  ...['https://localhost:PORT', 'https://LOCALHOST:PORT'].map((url) => server(url)),
  ...[].map((url) => server(url)),
  ...['https://[::ffff:127.0.0.1]:PORT', 'https://%31%32%37.0.0.1:PORT', 'https://１２７.0.0.1:PORT'].map(
    (url) => server(url),
  ),
  ...['https://127.0.0.1:0', 'https://127.0.0.1:99999', 'https://127.0.0.1:x', 'https://', '', 'x'].map(
    (url) => server(url),
  ),
  ...['https://127.0.0.2:PORT', 'https://127.0.0.1:PORT/a/../b'].map((url) => server(url)),
  server('https://0.0.0.0:PORT', { refusedAs: 'forbidden address' }),
  ...['http://127.0.0.1:PORT', '127.0.0.1:PORT', 'localhost:PORT'].map((url) =>
    feature(
      `${url} of plain HTTP`,
      (draft) => {
        draft.server = url;
        draft.transport = 'plain HTTP for anyone';
      },
      { refusedAs: 'plain HTTP' },
    ),
  ),
  ...['https://api.example.com:PORT', 'https://API.Example.COM:PORT', 'https://api.example.com.:PORT'].map(
    (url) => behind(url),
  ),
  ...['https://other.example.com:PORT', 'https://10.0.0.1:PORT', 'https://10.0.0.2:PORT'].map((url) =>
    behind(url),
  ),
  ...['https://[fd12::1]:PORT', 'https://[FD12:0::1]:PORT', 'https://[fd12::2]:PORT'].map((url) =>
    behind(url),
  ),
  ...['https://bücher.example:PORT', 'https://BÜCHER.example:PORT', 'https://xn--bcher-kva.example:PORT'].map(
    (url) => behind(url),
  ),
  ...['https://under_score.example.com:PORT', 'https://a b:PORT'].map((url) => behind(url)),
  ...['https://ap%69.example.com:PORT', 'https://faß.example:PORT'].map((url) => behind(url)),
  ...['https://localhost:PORT', 'https://127.0.0.1:PORT'].map((url) => behind(url)),
  ...[
    'https://127.1:PORT',
    'https://2130706433:PORT',
    'https://0x7f000001:PORT',
    'https://127.0.0.1.:PORT',
  ].map((url) => server(url, { refusedAs: 'odd host' })),
  ...['https://10.1:PORT', 'https://.api.example.com:PORT'].map((url) =>
    behind(url, { refusedAs: 'odd host' }),
  ),
  feature(
    'an odd host and a tls-server-name',
    (draft) => {
      behind('https://10.1:PORT').change(draft);
      draft.cluster['tls-server-name'] = '10.0.0.1';
    },
    { refusedAs: 'odd host' },
  ),
  ...['https://u:p@127.0.0.1:PORT', 'https://@127.0.0.1:PORT'].map((url) =>
    server(url, { refusedAs: 'user in the server' }),
  ),
  feature(
    'a user in the server, and a certificate',
    (draft) => {
      draft.server = 'https://u:p@127.0.0.1:PORT';
      draft.user = signedBy('P-256');
    },
    { refusedAs: 'user in the server' },
  ),
  behind('https://fd12::1:PORT', { refusedAs: 'IPv6 without brackets' }),
];

const serverNames: Feature[] = [
  ...[
    'localhost',
    'LOCALHOST',
    'api.example.com.',
    '10.0.0.1',
    '10.0.0.2',
    'fd12::1',
    '[fd12::1]',
    'FD12::1',
  ],
  ...[
    'other.example.com',
    '*.example.com',
    '',
    'api.example.com:443',
    'bücher.example',
    'xn--bcher-kva.example',
  ],
  ...['::ffff:10.0.0.1', '010.0.0.1', '10.1', 'under_score.example.com', 'a..b', 'https://api.example.com'],
].map((name) =>
  feature(`tls-server-name ${JSON.stringify(name)}`, (draft) => {
    draft.cluster['tls-server-name'] = name;
  }),
);

const faults: readonly string[] = [
  'resets',
  'hangs up',
  'hangs up in its answer',
  'nothing listens',
  'talks garbage',
];
const proxy = (url: string, marks?: Marks, manner: 'passes on' | 'wants a sign-in' = 'passes on') =>
  feature(
    `proxy-url ${url}`,
    (draft) => {
      draft.proxyUrl = url;
      draft.proxy = {
        manner,
        certificate: url.toLowerCase().startsWith('https:') ? 'by the cluster’s CA' : 'none',
      };
    },
    marks,
  );

const proxies: Feature[] = [
  ...(['none', 'by the cluster’s CA'] as const).flatMap((certificate) =>
    proxyManners.map((manner) =>
      feature(
        `a proxy with the certificate ${certificate} ${manner}`,
        (draft) => {
          draft.proxy = { manner, certificate };
          draft.proxyUrl = `${certificate === 'none' ? 'http' : 'https'}://127.0.0.1:PORT`;
        },
        faults.includes(manner) ? { proxyFails: true } : {},
      ),
    ),
  ),
  ...(['public', 'for another name'] as const).map((certificate) =>
    feature(
      `a proxy with the certificate ${certificate}`,
      (draft) => {
        draft.proxy = { manner: 'passes on', certificate };
        draft.proxyUrl = 'https://127.0.0.1:PORT';
      },
      {},
    ),
  ),
  feature(
    'an https proxy and a tls-server-name',
    (draft) => {
      draft.proxy = { manner: 'passes on', certificate: 'by the cluster’s CA' };
      draft.proxyUrl = 'https://127.0.0.1:PORT';
      draft.cluster['tls-server-name'] = 'api.example.com';
    },
    {},
  ),
  ...[
    'user:p%40ss%3Aword',
    'user:bad',
    'user',
    ':x',
    'us%zz:x',
    'user:p@ss:word',
    '%75ser:p%40ss%3aword',
  ].flatMap((signIn) => [
    proxy(`http://${signIn}@127.0.0.1:PORT`, {}, 'wants a sign-in'),
    proxy(`https://${signIn}@127.0.0.1:PORT`, {}, 'wants a sign-in'),
  ]),
  ...[
    'HTTP://127.0.0.1:PORT',
    'http://127.0.0.1:PORT/',
    'http://127.0.0.1:PORT/path',
    'http://127.0.0.1:PORT?x',
  ].map((url) => proxy(url)),
  ...[
    'http://127.0.0.1:PORT#x',
    '127.0.0.1:PORT',
    'localhost:PORT',
    '//127.0.0.1:PORT',
    'ftp://127.0.0.1:PORT',
  ].map((url) => proxy(url)),
  ...['socks4://127.0.0.1:PORT', 'http://', ' http://127.0.0.1:PORT', 'http://localhost:PORT', ''].map(
    (url) => proxy(url),
  ),
  feature(
    'an https proxy that shows the name of the API server',
    (draft) => {
      draft.proxy = { manner: 'passes on', certificate: 'for another name' };
      draft.proxyUrl = 'https://127.0.0.1:PORT';
      draft.cluster['tls-server-name'] = 'proxy.example.com';
    },
    { refusedAs: 'https proxy by another name' },
  ),
  feature('https to a proxy of http', (draft) => {
    draft.proxy = { manner: 'passes on', certificate: 'none' };
    draft.proxyUrl = 'https://127.0.0.1:PORT';
  }),
  feature(
    'a SOCKS proxy',
    (draft) => {
      draft.proxy = { manner: 'speaks SOCKS', certificate: 'none' };
      draft.proxyUrl = 'socks5://127.0.0.1:PORT';
    },
    { refusedAs: 'SOCKS' },
  ),
];

const user = (name: string, fields: Draft['user'], marks?: Marks) =>
  feature(name, setting('user', fields), marks);
const signedBy =
  (key: KeyKind, ofKey: (pem: string) => string = (pem) => pem): Draft['user'] =>
  async ({ world }) => {
    const { pem, keyPem } = await world.client(key);
    return certificateFields({ pem, keyPem: ofKey(keyPem) });
  };
const exported = (format: 'pkcs1' | 'sec1') => (pem: string) =>
  createPrivateKey(pem)
    .export({ type: format, format: 'pem' } as never)
    .toString();
const credential = JSON.stringify({
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  status: { token: goodToken },
});
const exec = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: '/bin/echo',
  args: [credential],
  interactiveMode: 'Never',
};

const users: Feature[] = [
  ...(Object.keys(keyKinds) as KeyKind[]).map((key) => user(`a certificate with ${key}`, signedBy(key))),
  ...(['RSA-1024', 'RSA-2048'] as const).map((key) =>
    user(`PKCS#1 ${key}`, signedBy(key, exported('pkcs1'))),
  ),
  ...(['P-256', 'P-384'] as const).map((key) => user(`SEC 1 ${key}`, signedBy(key, exported('sec1')))),
  user(
    'an encrypted key',
    signedBy('P-256', (pem) =>
      createPrivateKey(pem)
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
        .toString(),
    ),
  ),
  user(
    'a key with text before',
    signedBy('P-256', (pem) => `Bag Attributes\n  x: y\n${pem}`),
  ),
  user(
    'a key with CRLF',
    signedBy('P-256', (pem) => pem.replaceAll('\n', '\r\n')),
  ),
  user('the key of another', async ({ world }) =>
    certificateFields({
      pem: (await world.client('P-256')).pem,
      keyPem: (await world.client('P-384')).keyPem,
    }),
  ),
  user('a chain', async ({ world }) => {
    const { pem, keyPem } = await world.client('P-256');
    return certificateFields({ pem: pem + (await world.clientCa()).pem, keyPem });
  }),
  user('a chain in the wrong order', async ({ world }) => {
    const { pem, keyPem } = await world.client('P-256');
    return certificateFields({ pem: (await world.clientCa()).pem + pem, keyPem });
  }),
  user('a certificate without a key', async ({ world }) => ({
    'client-certificate-data': base64((await world.client('P-256')).pem),
  })),
  user('a key without a certificate', async ({ world }) => ({
    'client-key-data': base64((await world.client('P-256')).keyPem),
  })),
  user(
    'a token and a certificate',
    async ({ world }) => ({ token: goodToken, ...certificateFields(await world.client('P-256')) }),
    { refusedAs: 'two credentials' },
  ),
  ...Object.entries({
    bad: 'bad',
    empty: '',
    REDACTED: 'REDACTED',
    'with a line break': `${goodToken}\n`,
    'after a space': ` ${goodToken}`,
    'before a space': `${goodToken} `,
    'outside ASCII': `${goodToken}é`,
    'of two words': 'a b',
  }).map(([name, token]) => user(`a token ${name}`, () => ({ token }))),
  user('nothing', () => ({})),
  user('an OAuth token', () => ({ token: 'sha256~good' }), { refusedAs: 'OAuth token' }),
  user('a token in a file', async ({ file }) => ({ tokenFile: await file('token', `${goodToken}\n`) }), {
    refusedAs: 'token file',
  }),
  user(
    'a token, and another in a file',
    async ({ file }) => ({ token: 'bad', tokenFile: await file('token', `${goodToken}\n`) }),
    { refusedAs: 'token file' },
  ),
  user(
    'a certificate in files',
    async ({ world, file }) => {
      const { pem, keyPem } = await world.client('P-256');
      return {
        'client-certificate': await file('client.pem', pem),
        'client-key': await file('client.key', keyPem),
      };
    },
    { refusedAs: 'certificate files' },
  ),
  user('basic auth', () => ({ username: 'basic', password: 'auth' }), { refusedAs: 'basic auth' }),
  user('basic auth and a token', () => ({ username: 'basic', password: 'auth', token: goodToken })),
  user('impersonation', () => ({ token: goodToken, as: 'someone' }), { refusedAs: 'impersonation' }),
  user('impersonation of nobody', () => ({ token: goodToken, as: '', 'as-groups': [] })),
  user('an exec plugin', () => ({ exec }), { refusedAs: 'exec' }),
  user('no exec plugin', () => ({ token: goodToken, exec: null })),
  user('an empty exec plugin', () => ({ token: goodToken, exec: {} })),
  user('an auth provider', () => ({ 'auth-provider': { name: 'oidc' } })),
  user('a field that is not known', () => ({ token: goodToken, tokens: 'x' }), {
    refusedAs: 'unknown field',
  }),
];

const cluster = (name: string, fields: Record<string, unknown>, marks?: Marks) =>
  feature(name, (draft) => Object.assign(draft.cluster, fields), marks);
const text = (name: string, change: (yaml: string) => string, marks?: Marks) =>
  feature(
    name,
    (draft) => {
      const { write } = draft;
      draft.write = (config) => change(write(config));
    },
    marks,
  );
const top = (name: string, change: (config: Config) => object, marks?: Marks) =>
  feature(
    name,
    setting('top', (config) => ({ ...config, ...change(config) })),
    marks,
  );
const called = (name: string, marks?: Marks) =>
  text(`a cluster called ${name}`, (yaml) => yaml.replaceAll(/(?<=name: |cluster: )c$/gm, name), marks);

const documents: Feature[] = [
  feature(
    'JSON',
    setting('write', (config) => JSON.stringify(config)),
  ),
  feature(
    'JSON with tabs',
    setting('write', (config) => JSON.stringify(config, null, '\t')),
  ),
  text('CRLF', (yaml) => yaml.replaceAll('\n', '\r\n')),
  text('lone returns', (yaml) => yaml.replaceAll('\n', '\r')),
  text('a byte order mark', (yaml) => `\ufeff${yaml}`),
  text('a tab for an indent', (yaml) => yaml.replace('  - name', '\t- name')),
  text('a start mark', (yaml) => `---\n${yaml}`),
  text('an end mark', (yaml) => `${yaml}...\n`),
  text('a second document', (yaml) => `${yaml}---\nfoo: bar\n`),
  text('an empty document first', (yaml) => `---\n---\n${yaml}`),
  text('YAML 1.1', (yaml) => `%YAML 1.1\n---\n${yaml}`),
  text('YAML 1.2', (yaml) => `%YAML 1.2\n---\n${yaml}`, { takenBecause: 'it is read as YAML 1.2 anyway' }),
  text('broken YAML', (yaml) => `${yaml}\n  ]`),
  text('nothing', () => ''),
  text('an anchor and an alias', (yaml) =>
    yaml.replace('current-context: a', 'current-context: &n a').replace('name: a', 'name: *n'),
  ),
  text(
    'a merge key',
    (yaml) =>
      `x: &base {disable-compression: true}\n${yaml.replace('    cluster:\n', '    cluster:\n      <<: *base\n')}`,
  ),
  text('a tag of text', (yaml) => yaml.replace('name: a', 'name: !!str a')),
  text('another tag', (yaml) => yaml.replace('name: a', 'name: !foo a'), { refusedAs: 'YAML tag' }),
  text('a key twice', (yaml) => `${yaml}\nkind: Config\n`, { refusedAs: 'key twice' }),
  text('many aliases', (yaml) => `x: [&x 1${', *x'.repeat(40)}]\n${yaml}`, { refusedAs: 'many aliases' }),
  text('more than 64 KiB', (yaml) => `${yaml}\n# ${'x'.repeat(65_536)}\n`, { refusedAs: 'too large' }),
  called('007', { takenBecause: asText }),
  called('1e3', { takenBecause: asText }),
  called('yes', { takenBecause: asText }),
  called('true'),
  called('~'),
  called('2020-01-01'),
  called('"a/b:c@d é"'),
  top('an empty context name', ({ contexts }) => ({
    'current-context': '',
    contexts: contexts.map((entry) => ({ ...entry, name: '' })),
  })),
  top('no current context', () => ({ 'current-context': '' })),
  top('a context that is not there', () => ({ 'current-context': 'zz' })),
  top('two contexts of one name', ({ contexts }) => ({ contexts: [...contexts, ...contexts] })),
  top('two users of one name', ({ users }) => ({ users: [...users, ...users] })),
  top('a context without a user', ({ contexts }) => ({
    contexts: contexts.map((entry) => ({ ...entry, context: { cluster: 'c' } })),
  })),
  top('a user that is not there', () => ({ users: null })),
  top('no kind', () => ({ kind: '' })),
  top('another kind', () => ({ kind: 'Secret' })),
  top('another version', () => ({ apiVersion: 'v2' })),
  top('preferences', () => ({ preferences: { colors: true }, extensions: [] })),
  top('a field of the top that is not known', () => ({ foo: 1 })),
  top('another user that is broken', ({ users }) => ({ users: [...users, 'text'] }), {
    takenBecause: elsewhere,
  }),
  top(
    'another cluster that is broken',
    ({ clusters }) => ({
      clusters: [...clusters, { name: 'z', cluster: { 'certificate-authority-data': '*' } }],
    }),
    { takenBecause: elsewhere },
  ),
  cluster('a field of the cluster that is not known', { tls: 1 }, { refusedAs: 'unknown field' }),
  cluster('extensions', { extensions: [{ name: 'x', extension: { a: 1 } }] }),
  cluster('no compression', { 'disable-compression': true }),
  cluster('insecure: false', { 'insecure-skip-tls-verify': false }),
  feature(
    'insecure',
    (draft) => {
      draft.authority = () => undefined;
      draft.cluster['insecure-skip-tls-verify'] = true;
    },
    { refusedAs: 'insecure' },
  ),
  cluster('insecure, and a CA', { 'insecure-skip-tls-verify': true }),
  text('insecure: no', (yaml) =>
    yaml.replace('    cluster:\n', '    cluster:\n      insecure-skip-tls-verify: no\n'),
  ),
  feature(
    'a CA in a file',
    (draft) => {
      draft.authority = () => undefined;
      const { user: before } = draft;
      draft.user = async (given) => {
        const { root } = await given.world.chain(draft.chain);
        draft.caFile = await given.file(`${draft.chain}.pem`.replace(/[^\w.]/g, '-'), root.pem);
        return before(given);
      };
    },
    { refusedAs: 'CA file' },
  ),
];

/** Each case uses at most one of each. */
export const dimensions = { certificates, authorities, addresses, serverNames, proxies, users, documents };
