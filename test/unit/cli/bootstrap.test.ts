import { describe, expect, test } from '@jest/globals';
import type { ProbeResult } from '../../../cli/api/client.ts';
import { addressesOf } from '../../../cli/bootstrap/addresses.ts';
import { commandAgain } from '../../../cli/bootstrap/commandAgain.ts';
import { decideCredential } from '../../../cli/bootstrap/decideCredential.ts';
import { findAddress } from '../../../cli/bootstrap/findAddress.ts';
import { sayLife, tokenIn } from '../../../cli/bootstrap/mint.ts';
import { lifeAsOption, lifeInWords, tokenLifeOf } from '../../../cli/bootstrap/tokenLife.ts';
import { madeLines } from '../../../cli/bootstrap/trail.ts';
import { clusterUidIn } from '../../../shared/kubeconfig/clusterUid.ts';

const outside = 'https://api.prod.example.com:6443';
const inside = 'https://api-int.prod.example.com:6443';

describe('the addresses that are tried', () => {
  test('the context’s first, then those that OpenShift names, each with the public CAs first', () => {
    expect(
      addressesOf({
        context: { server: `${outside}/`, certificateAuthority: 'ca', proxyUrl: 'http://laptop:3128' },
        given: {},
        named: [outside, inside],
      }),
    ).toEqual([
      { server: outside },
      { server: outside, certificateAuthority: 'ca' },
      { server: inside },
      { server: inside, certificateAuthority: 'ca' },
    ]);
  });

  test('a given server is the only one, with the given CA and name', () => {
    const context = { server: outside, certificateAuthority: 'ca', tlsServerName: 'tunnel' };
    const given = { server: inside, certificateAuthority: 'its', proxyUrl: 'http://proxy:3128' };
    expect(addressesOf({ context, given, named: [] })).toEqual([given]);
    expect(addressesOf({ context, given: { server: inside }, named: [] })).toEqual([
      { server: inside },
      { server: inside, certificateAuthority: 'ca' },
    ]);
  });

  test('the name of a context’s tunnel is tried only at that address', () => {
    const context = { server: 'https://127.0.0.1:6443', tlsServerName: 'api' };
    expect(addressesOf({ context, given: {}, named: [inside] })).toEqual([context, { server: inside }]);
  });
});

describe('what the workers find decides', () => {
  const probing = (found: Record<string, Partial<ProbeResult>>) => ({
    probe: async ({ server, certificateAuthority }: { server: string; certificateAuthority?: string }) =>
      ({
        message: 'as it is',
        ...found[certificateAuthority === undefined ? server : `${server} ${certificateAuthority}`],
      }) as ProbeResult,
  });
  const ways = { context: { server: outside, certificateAuthority: 'ca' }, given: {}, named: [inside] };
  const verified = { reach: 'reached', tls: 'verified' } as const;

  test('a public certificate: the CA is left out', async () => {
    const { address } = await findAddress(probing({ [outside]: verified }), ways, undefined);
    expect(address).toEqual({ server: outside });
  });

  test('a cluster’s own CA: it is kept', async () => {
    const found = {
      [outside]: { reach: 'reached', tls: 'unknown-ca' } as const,
      [`${outside} ca`]: verified,
    };
    const { address } = await findAddress(probing(found), ways, undefined);
    expect(address).toEqual({ server: outside, certificateAuthority: 'ca' });
  });

  test('an address that only this machine reaches: the other one that OpenShift names, which is reported', async () => {
    const found = { [outside]: { reach: 'timeout' } as const, [inside]: verified };
    const { address, checks } = await findAddress(probing(found), ways, 'vpc');
    expect(address).toEqual({ server: inside });
    expect(checks[0]?.message).toBe(`PullPass reaches ${inside}, as OpenShift names it, and not ${outside}.`);
  });

  test('a certificate for another name: the names in it are reported', async () => {
    const found: Partial<ProbeResult> = {
      reach: 'reached',
      tls: 'wrong-name',
      names: ['api.other.example.com'],
    };
    await expect(
      findAddress(probing({ [outside]: found, [inside]: { reach: 'not-resolved' } }), ways, undefined),
    ).rejects.toMatchObject({
      message: `The workers reach the cluster, but TLS fails.\n  ✗ ${outside}: as it is\n  ✗ ${inside}: as it is`,
      remedy: expect.stringContaining('The certificate is for api.other.example.com'),
    });
  });

  test('what could not be tried is shown as unchecked', async () => {
    const { checks } = await findAddress(probing({ [outside]: { reach: 'unchecked' } }), ways, undefined);
    expect(checks).toEqual([{ check: 'reach', result: 'unchecked', message: 'as it is' }]);
  });
});

describe('a token', () => {
  test.each([
    ['20m', 1_200, '20 minutes'],
    ['90m', 5_400, '90 minutes'],
    ['1h', 3_600, '1 hour'],
    ['12h', 43_200, '12 hours'],
    ['30d', 2_592_000, '30 days'],
  ])('a life of %s', (text, seconds, words) => {
    expect(tokenLifeOf(text)).toBe(seconds);
    expect(lifeInWords(seconds)).toBe(words);
    expect(tokenLifeOf(lifeAsOption(seconds))).toBe(seconds);
  });

  test.each(['', '5m', '30', '1y', '-1d', '99999d', '1.5h'])('"%s" is not a life', (text) => {
    expect(() => tokenLifeOf(text)).toThrow('Expected a life from 20m to 3650d');
  });

  test('a cap is reported', () => {
    expect(sayLife({ token: '', life: 3_600 }, 2_592_000)).toBe(
      'The token lives 1 hour, and PullPass renews it at half of that. 30 days were requested: this API server caps lives.',
    );
  });

  const identity = { namespace: 'pullpass', name: 'pullpass' };
  test.each([
    ['no such API', 404, undefined, 'The API server gives no tokens: it answers TokenRequest with 404.'],
    [
      'no such account',
      404,
      { kind: 'Status', reason: 'NotFound', details: { kind: 'serviceaccounts' } },
      'The service account pullpass/pullpass was made, but no longer exists.',
    ],
    [
      'forbidden',
      403,
      { message: 'no' },
      'You may not make a token of the service account pullpass/pullpass: no',
    ],
    ['broken', 500, undefined, 'The API server gave no token of pullpass/pullpass: it answered 500.'],
  ])('%s', (_, status, body, message) => {
    expect(() => tokenIn({ status, body }, identity)).toThrow(message);
  });
});

describe('whether a token is made', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const of = { identity: { namespace: 'pullpass', name: 'pullpass' }, address: { server: outside }, now };
  const cluster = (kubeconfig: object = {}, fields: object = {}) =>
    ({
      renew: true,
      status: {
        kubeconfig: {
          server: outside,
          identity: 'system:serviceaccount:pullpass:pullpass',
          expiresAt: '2026-01-15T00:00:00Z',
          ...kubeconfig,
        },
      },
      ...fields,
    }) as never;

  test('not if the credential works and renews itself', () => {
    expect(decideCredential(cluster(), of)).toMatchObject({ mint: false });
    expect(decideCredential(cluster({ server: `${outside}/` }), of)).toMatchObject({ mint: false });
  });

  test.each([
    ['It is not registered yet.', undefined],
    ['The credential in use belongs to admin.', cluster({ identity: 'admin' })],
    ['It is unknown when the credential in use ends.', cluster({ expiresAt: undefined })],
    ['The credential in use has ended.', cluster({ expiresAt: '2025-12-31T00:00:00Z' })],
    [`PullPass uses another address so far: ${inside}.`, cluster({ server: inside })],
    ['The credential in use is not renewed.', cluster({}, { renew: false })],
  ])('%s', (because, registered) => {
    expect(decideCredential(registered, of)).toEqual({ mint: true, because });
  });
});

test('the command that repeats it is quoted for a shell', () => {
  const options = { namespaces: ['a', 'team-*'], registry: ['123456789012/eu-west-1'], tokenLife: 43_200 };
  expect(commandAgain('prod', options as never, { context: 'my cluster' })).toBe(
    "bootstrap prod --context 'my cluster' --namespaces 'a,team-*' --registry 123456789012/eu-west-1 --token-life 12h",
  );
  expect(commandAgain('prod', options as never, { context: 'c', undo: true })).toBe(
    'bootstrap prod --context c --undo',
  );
});

test('what was made is reported by kind of action', () => {
  const ref = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'a', name: 'b' };
  expect(madeLines([], [])).toEqual(['Nothing was made or changed.']);
  expect(madeLines([{ ref, done: 'created' }], ['It is registered.'])).toEqual([
    'Made: ServiceAccount a/b.',
    'It is registered.',
  ]);
});

test('a cluster UID is read only if it is a valid UID', () => {
  const uid = '0f1e2d3c-0000-4000-8000-000000000001';
  const extension = (of: unknown) => [{ name: 'other' }, { name: 'pullpass.io/cluster', extension: of }];
  expect(clusterUidIn(extension({ uid }))).toBe(uid);
  for (const wrong of [undefined, null, 'text', extension(null), extension({ uid: 'a b' }), [null]])
    expect(clusterUidIn(wrong)).toBeUndefined();
});
