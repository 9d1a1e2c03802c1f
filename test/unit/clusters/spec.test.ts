import { describe, expect, test } from '@jest/globals';
import { shardOf, shards } from '../../../shared/clusters/shards.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';

const registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const spec = { name: 'prod', registries: [registry], targets: [{ kind: 'imagePullSecret' }] };

const global = (fields: object) => ({ ...spec, targets: [{ kind: 'globalPullSecret', ...fields }] });

function issues(input: unknown): string[] {
  const { error } = clusterSpec.safeParse(input);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('the smallest cluster is completed with defaults', () => {
  expect(clusterSpec.parse(spec)).toEqual({
    ...spec,
    labels: {},
    refreshEveryMinutes: 60,
    sweepEveryMinutes: 5,
    renew: false,
    paused: false,
    targets: [
      {
        kind: 'imagePullSecret',
        secretName: 'ecr-credentials',
        namespaces: {},
        serviceAccounts: [],
        adopt: false,
      },
    ],
  });
});

describe('what is refused', () => {
  test.each([
    ['a name that is not a DNS label', { ...spec, name: 'Prod_1' }, /^name: lower-case/],
    ['an interval beyond five hours', { ...spec, refreshEveryMinutes: 720 }, /^refreshEveryMinutes/],
    ['writes that restart kubelets too often', global({ everyHours: 4 }), /everyHours: at least 5/],
    ['writes so rare that a token would be at risk', global({ everyHours: 8 }), /everyHours: at most 7/],
    ['refreshes too often', { ...spec, refreshEveryMinutes: 14 }, /^refreshEveryMinutes/],
    ['an invalid sweep interval', { ...spec, sweepEveryMinutes: 61 }, /^sweepEveryMinutes/],
    ['no registry', { ...spec, registries: [] }, /^registries/],
    [
      'two registries of one name',
      { ...spec, registries: [registry, registry] },
      /another registry named "main"/,
    ],
    [
      'two registries for one host in a secret',
      { ...spec, registries: [registry, { ...registry, name: 'twin' }] },
      /serve the host 123456789012\.dkr\.ecr\.eu-west-1\.amazonaws\.com/,
    ],
    [
      'a target that names an unknown registry',
      { ...spec, targets: [{ kind: 'imagePullSecret', registries: ['mian'] }] },
      /^targets\.0\.registries\.0: there is no registry named "mian"; this cluster has main/,
    ],
    [
      'an external id without a role',
      { ...spec, registries: [{ ...registry, externalId: 'abc' }] },
      /externalId needs a roleArn/,
    ],
    [
      'an account id that is too short',
      { ...spec, registries: [{ ...registry, accountId: '1234' }] },
      /12 digits/,
    ],
    [
      'a host with a scheme',
      { ...spec, registries: [{ ...registry, hosts: ['https://x'] }] },
      /no scheme or path/,
    ],
    ['an unknown field', { ...spec, refreshEvery: 5 }, /refreshEvery/],
    ['an unknown kind of target', { ...spec, targets: [{ kind: 'argo' }] }, /^targets\.0\.kind/],
  ])('%s', (_, input, expected) => {
    expect(issues(input).join('\n')).toMatch(expected);
  });
});

test('clusters spread over all shards, and each keeps its own', () => {
  const counts = new Map<string, number>(shards.map((shard) => [shard, 0]));
  for (let index = 0; index < 8000; index++) {
    const shard = shardOf(`cluster-${index}`);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect([...counts.keys()]).toEqual([...shards]);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200);
  expect(shardOf('prod-eu-1')).toBe(shardOf('prod-eu-1'));
});
