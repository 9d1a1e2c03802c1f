import { describe, expect, test } from '@jest/globals';
import { parseHostPatterns } from '../../../shared/registries/hostPatterns.ts';
import { type Registry, registry } from '../../../shared/registries/schema.ts';
import { requireKnownHosts, strangeHosts } from '../../../shared/registries/strangeHosts.ts';
import { tokenSource } from '../../../shared/registries/tokens.ts';
import { fakeTokenWorld } from '../../support/fakeTokenWorld.ts';

const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' } as const;
const withHosts = (fields: object, ...hosts: string[]): Registry => registry.parse({ ...fields, hosts });
const strange = (of: Registry, allowed = '') =>
  strangeHosts(of, parseHostPatterns(allowed)).map(({ host }) => host);

describe('ECR’s own hosts get its tokens', () => {
  test.each([
    ['eu-west-1', '210987654321.dkr.ecr.eu-west-1.amazonaws.com'],
    ['us-east-1', '210987654321.dkr.ecr-fips.us-east-1.amazonaws.com'],
    ['us-east-1', '210987654321.dkr-ecr.us-east-1.on.aws'],
    ['us-east-1', '210987654321.dkr-ecr-fips.us-east-1.on.aws'],
    ['cn-north-1', '210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn'],
    ['eu-west-1', 'vpce-0a1b2c-3d4e.dkr.ecr.eu-west-1.vpce.amazonaws.com'],
  ])('in %s, %s', (region, host) => {
    expect(strange(withHosts({ ...ecr, region }, host))).toEqual([]);
  });
});

describe('no other host does', () => {
  test.each([
    'ecr.internal.example.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn',
    '123456789012.dkr.ecr.eu-west-1.evil.amazonaws.com',
    '1234567890123.dkr.ecr.eu-west-1.amazonaws.com',
    'evil.dkr.ecr.eu-west-1.amazonaws.com',
    'vpce-0a.vpce-svc-0b.eu-west-1.vpce.amazonaws.com',
    'vpce-0a.dkr.ecr.eu-west-1.vpce.amazonaws.com.evil.example',
    'evil.example',
  ])('%s', (host) => {
    expect(strange(withHosts(ecr, host))).toEqual([host]);
  });

  test('nor another host the token of ECR Public', () => {
    const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
    expect(strange(withHosts({ name: 'p', kind: 'ecr-public' }, host))).toEqual([host]);
  });
});

describe('the deployment may allow more', () => {
  const own = withHosts(ecr, 'ecr.example.com', 'a.ecr.example.com', '127.0.0.1:5000', 'evil.example');
  test.each([
    ['', ['ecr.example.com', 'a.ecr.example.com', '127.0.0.1:5000', 'evil.example']],
    [' ECR.example.com , 127.0.0.1:* ', ['a.ecr.example.com', 'evil.example']],
    ['*.example.com', ['127.0.0.1:5000', 'evil.example']],
    ['ecr.examplescom', ['ecr.example.com', 'a.ecr.example.com', '127.0.0.1:5000', 'evil.example']],
    ['example.com', ['ecr.example.com', 'a.ecr.example.com', '127.0.0.1:5000', 'evil.example']],
    ['*', []],
  ])('by ecrHosts=%s', (allowed, expected) => {
    expect(strange(own, allowed)).toEqual(expected);
  });
});

test('the refusal names the registry, the hosts and the parameter', () => {
  expect(() => requireKnownHosts(withHosts(ecr, 'a.example', 'b.example'), [])).toThrow(
    expect.objectContaining({
      kind: 'token',
      message: expect.stringMatching(/^The registry main would send .* to a\.example, b\.example, which are/),
      remedy: expect.stringContaining('--param ecrHosts=a.example,b.example'),
    }),
  );
});

test('no token is requested for a registry with such a host, nor taken from memory, and none is tried there', async () => {
  const asked: string[] = [];
  let minted = 0;
  const tokens = tokenSource(
    fakeTokenWorld({
      now: () => 0,
      ecr: async () => {
        minted += 1;
        const authorizationToken = Buffer.from('AWS:secret').toString('base64');
        return { authorizationData: [{ authorizationToken, expiresAt: new Date(12 * 3_600_000) }] };
      },
      prove: async (host) => {
        asked.push(host);
        return { result: 'accepted' };
      },
    }),
  );
  const evil = withHosts(ecr, 'evil.example');
  await expect(tokens(evil)).rejects.toMatchObject({ kind: 'token' });
  expect(minted).toBe(0);
  await tokens(registry.parse(ecr));
  await expect(tokens(evil)).rejects.toMatchObject({ kind: 'token' });
  expect({ minted, asked }).toEqual({ minted: 1, asked: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com'] });
});
