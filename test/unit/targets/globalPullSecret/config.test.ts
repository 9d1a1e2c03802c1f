import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../../shared/targets/globalPullSecret/config.ts';

test.each([
  ['of too many values', `{"auths":{},"x":[${'{},'.repeat(10_000)}{}]}`],
  ['that is nested deeply', `{"auths":{},"x":${'['.repeat(1_000)}${']'.repeat(1_000)}}`],
])('a config %s is not one', (_name, text) => {
  expect(parseConfig(text)).toBeUndefined();
});

test('a config with many registries is one', () => {
  const auths = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, n) => [`r${n}.example.com`, { auth: 'eDp5', email: '' }]),
  );
  expect(parseConfig(JSON.stringify({ auths }))).toEqual({ auths });
});
