import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { probeFinding, reaches, tlsResults } from '../../../shared/api/probe.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { type Api, ann, startApi, type Wire } from './anApi.ts';

let api: Api;
let server: string;
let certificateAuthority: string;

beforeAll(async () => {
  api = await startApi({
    world: ({ networks }) => ({ networks: { ...networks, sites: ['east', 'west'] } }),
  });
  api.deployPush('east');
  const kubeconfig = parseKubeconfig(api.endpoint.kubeconfig('admin'), {
    now: new Date(),
    allowedCidrs: parseCidrs('127.0.0.0/8'),
  });
  server = kubeconfig.server;
  certificateAuthority = kubeconfig.certificateAuthority ?? '';
});
afterAll(() => api.stop());

const probe = (body: object) => api.send('POST', '/probe', { body });
const host = () => new URL(server).host;

test('the workers reach the API server, and its certificate verifies', async () => {
  const { status, body } = await probe({ server, certificateAuthority });
  expect([status, body]).toEqual([
    200,
    {
      reach: 'reached',
      tls: 'verified',
      names: expect.arrayContaining(['127.0.0.1']),
      message: `The workers in the default network reach ${host()}, and its certificate verifies.`,
    },
  ]);
});

test('what is wrong is reported with a remedy, and null counts as absent', async () => {
  const { body } = await probe({ server, certificateAuthority: null, site: null });
  expect(body).toEqual({
    reach: 'reached',
    tls: 'unknown-ca',
    names: expect.any(Array),
    message: `The workers in the default network reach ${host()}, but its certificate was signed by no public CA.`,
    remedy: 'Give the CA of the cluster as "certificateAuthority".',
  });
});

test('the site’s own push function connects', async () => {
  const asked: Wire[] = [];
  const east = api.aws.functions.get('pullpass-test-push-east');
  api.aws.functions.set('pullpass-test-push-east', {
    ...east,
    handler: async (event: Wire) => {
      asked.push(event);
      return { reach: 'timeout' };
    },
  } as never);
  const { body } = await probe({ server, site: 'east', tlsServerName: 'api.example.com' });
  api.deployPush('east');

  expect(asked).toEqual([
    { ask: 'probe', address: { server, tlsServerName: 'api.example.com' }, milliseconds: expect.any(Number) },
  ]);
  expect(body.reach).toBe('timeout');
  expect(body.message).toBe(
    `${host()} did not answer the workers in the network of the site east in time: a connection that hangs is most often a dropped packet.`,
  );
});

test('if a site’s function is missing, of another version or fails, the result is unchecked', async () => {
  const missing = await probe({ server, site: 'west' });
  expect([missing.status, missing.body]).toEqual([
    200,
    {
      reach: 'unchecked',
      message:
        'The probe could not be made in the network of the site west: its function pullpass-test-push-west could not be called (ResourceNotFoundException).',
      remedy: expect.stringContaining('/aws/lambda/pullpass-test-push-west'),
    },
  ]);
  const odd: [handler: () => Promise<unknown>, why: string][] = [
    [() => Promise.reject(new Error('The event is neither of SQS nor …')), 'ended with an error'],
    [async () => ({ reach: 'a word that is not known' }), 'gave an unexpected answer'],
    [async () => undefined, 'gave an unexpected answer'],
  ];
  for (const [handler, why] of odd) {
    api.aws.functions.set('pullpass-test-push-west', {
      name: 'pullpass-test-push-west',
      timeoutMs: 150_000,
      handler,
    } as never);
    const { body } = await probe({ server, site: 'west' });
    expect([body.reach, body.message]).toEqual(['unchecked', expect.stringContaining(why)]);
  }
  api.aws.functions.delete('pullpass-test-push-west');
});

test('a site that is not deployed is refused, and the deployed ones are named', async () => {
  const { status, body } = await probe({ server, site: 'north' });
  expect([status, body.detail]).toEqual([
    422,
    '/site is not the name of a deployed site; deployed are east, west',
  ]);
});

const refusals: [how: string, body: object, expected: RegExp][] = [
  ['no server', {}, /\/server/],
  ['an empty server', { server: '' }, /\/server/],
  ['http', { server: 'http://api.example.com' }, /starts with http:\/\//],
  ['another scheme', { server: 'ftp://api.example.com' }, /does not start with https/],
  ['no scheme', { server: 'api.example.com:6443' }, /does not start with https/],
  ['a file', { server: 'file:///etc/passwd' }, /not a URL|does not start/],
  ['a user in the URL', { server: 'https://ann@api.example.com' }, /user name or password/],
  ['a password in the URL', { server: 'https://ann:the-secret@api.example.com' }, /user name or password/],
  ['port 0', { server: 'https://api.example.com:0' }, /port 0/],
  ['a port beyond all', { server: 'https://api.example.com:65536' }, /not a URL/],
  ['a line break', { server: 'https://api.example.com\r\nx: y' }, /control characters/],
  ['the metadata service', { server: 'https://169.254.169.254' }, /the metadata service/],
  ['the metadata service, as a number', { server: 'https://2852039166' }, /the metadata service/],
  ['the metadata service, inside of IPv6', { server: 'https://[::ffff:a9fe:a9fe]' }, /the metadata service/],
  ['loopback in IPv6', { server: 'https://[::1]:6443' }, /a loopback address/],
  ['an address in an unusual spelling', { server: 'https://0x0a000001' }, /unusual spelling/],
  [
    'a proxy of SOCKS',
    { server: 'https://a.example.com', proxyUrl: 'socks5://p.example.com' },
    /"proxyUrl" of SOCKS/,
  ],
  [
    'a proxy at the metadata service',
    { server: 'https://a.example.com', proxyUrl: 'http://169.254.169.254' },
    /"proxyUrl" whose host is refused/,
  ],
  [
    'a sign-in for the proxy',
    { server: 'https://a.example.com', proxyUrl: 'http://ann:the-secret@p.example.com' },
    /carries no credential/,
  ],
  [
    'an invalid CA',
    { server: 'https://a.example.com', certificateAuthority: 'the-secret' },
    /holds no PEM certificate/,
  ],
  [
    'a CA that cannot be read',
    {
      server: 'https://a.example.com',
      certificateAuthority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    },
    /cannot be read/,
  ],
  [
    'a CA that is too large',
    { server: 'https://a.example.com', certificateAuthority: 'x'.repeat(70_000) },
    /\/certificateAuthority/,
  ],
  [
    'an invalid tlsServerName',
    { server: 'https://a.example.com', tlsServerName: '*.example.com' },
    /"tlsServerName" that is neither/,
  ],
  ['a field that is not known', { server: 'https://a.example.com', token: 'the-secret' }, /\/token/],
];
test.each(refusals)('%s is refused, and not quoted', async (_, body, expected) => {
  const before = api.logged.length;
  const answer = await probe(body);
  expect([answer.status, answer.body.detail]).toEqual([422, expect.stringMatching(expected)]);
  expect(answer.body.remedy).toBeTruthy();
  expect(answer.text + api.logged.slice(before).join()).not.toMatch(/the-secret|\bann:/);
  expect(api.logged.slice(before).join()).not.toContain('probe asked for');
});

test('a query is refused, and there is no method other than POST', async () => {
  expect((await api.send('POST', '/probe?preflight=false', { body: { server } })).status).toBe(400);
  expect((await api.send('GET', '/probe')).status).toBe(405);
});

test('the log says who probed what, and the result', async () => {
  const before = api.logged.length;
  await probe({ server, certificateAuthority, tlsServerName: 'api.example.com', site: 'east' });
  const lines = api.logged.slice(before).map((line) => JSON.parse(line));
  expect(lines).toEqual([
    {
      level: 'info',
      message: 'probe asked for',
      by: ann,
      server,
      tlsServerName: 'api.example.com',
      site: 'east',
      requestId: expect.any(String),
    },
    { level: 'info', message: 'probe made', server, site: 'east', reach: 'reached', tls: 'wrong-name' },
    expect.objectContaining({ message: 'request answered', path: '/probe', status: 200, by: ann }),
  ]);
});

test('every word has its sentence, and every one but a certificate that verifies a remedy', async () => {
  const findings = [
    ...reaches.filter((reach) => reach !== 'reached').map((reach) => ({ reach })),
    ...tlsResults.map((tls) => ({ reach: 'reached', tls, names: [] })),
  ];
  const messages = new Set<string>();
  for (const finding of findings) {
    api.aws.functions.set('pullpass-test-push-west', {
      name: 'pullpass-test-push-west',
      timeoutMs: 150_000,
      handler: async () => probeFinding.parse(finding),
    } as never);
    const { body } = await probe({ server, site: 'west', proxyUrl: 'http://proxy.example.com:3128' });
    expect(body).toEqual({
      ...finding,
      message: expect.stringMatching(/^\S.*\.$/),
      ...(!('tls' in finding && finding.tls === 'verified') && { remedy: expect.stringMatching(/^\S.*\.$/) }),
    });
    messages.add(body.message);
  }
  expect(messages.size).toBe(findings.length);
});
