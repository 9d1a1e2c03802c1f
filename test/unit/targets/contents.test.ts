import { describe, expect, test } from '@jest/globals';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { RegistryWithCredential } from '../../../shared/targets/kind.ts';
import { contentsOf } from '../../../shared/targets/secrets/contents.ts';
import { dockerConfigOf } from '../../../shared/targets/secrets/dockerConfigOf.ts';
import type { SecretDraft } from '../../../shared/targets/secrets/draft.ts';

const main: Registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const quay: Registry = {
  name: 'quay',
  kind: 'static',
  host: 'quay.io',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay',
};

/** A secret for pods, and one for each registry. */
const compose = (credentials: readonly RegistryWithCredential[]): SecretDraft[] => [
  {
    name: 'all',
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': dockerConfigOf(credentials) },
    ends: 0,
  },
  ...credentials.map(({ registry, credential: { username, password } }) => ({
    name: registry.name,
    type: 'Opaque',
    data: { username, password },
    ends: 0,
  })),
];

const both = contentsOf(compose, [main, quay]);
const differing = (registries: readonly Registry[], by = compose) => {
  const now = contentsOf(by, registries);
  return [...both.keys()].filter((name) => now.get(name) !== both.get(name));
};

describe('the digest of a secret', () => {
  test('is short, and shows nothing of its origin', () => {
    for (const digest of both.values()) expect(digest).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each<[string, Registry[]]>([
    ['as it was', [main, quay]],
    ['as DynamoDB gives it back, in another order', [reversed(main), reversed(quay)]],
    ['with a probe', [{ ...main, probe: 'team/app:1' }, quay]],
  ])('is the same for a registry %s', (_, registries) => {
    expect(differing(registries)).toEqual([]);
  });

  test.each<[string, Registry, string[]]>([
    ['role', { ...main, roleArn: 'arn:aws:iam::123456789012:role/pullpass-pull' }, ['all', 'main']],
    ['region', { ...main, region: 'us-east-1' }, ['all', 'main']],
    ['secret', { ...quay, secretArn: `${quay.secretArn}-2` }, ['all', 'quay']],
    ['host', { ...quay, host: 'registry.redhat.io' }, ['all', 'quay']],
  ])('differs for a registry with another %s', (_, changed, names) => {
    expect(differing([main, quay].map((each) => (each.name === changed.name ? changed : each)))).toEqual(
      names,
    );
  });

  test('differs for a secret with other keys, or of another type', () => {
    const renamed = (credentials: readonly RegistryWithCredential[]) =>
      compose(credentials).map((draft) => ({
        ...draft,
        data: { renamed: Object.values(draft.data).join() },
      }));
    expect(differing([main, quay], renamed)).toEqual(['all', 'main', 'quay']);
    const retyped = (credentials: readonly RegistryWithCredential[]) =>
      compose(credentials).map((draft) => ({ ...draft, type: 'kubernetes.io/basic-auth' }));
    expect(differing([main, quay], retyped)).toEqual(['all', 'main', 'quay']);
  });
});

function reversed<T extends object>(of: T): T {
  return Object.fromEntries(Object.entries(of).reverse()) as T;
}
