import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { registryPath } from '../../../shared/registries/host.ts';
import { isRegistryPath } from '../../../shared/registries/hostPattern.ts';

const nearly = fc.stringMatching(
  /^[a-z0-9-]{1,5}(\.[a-zA-Z0-9]{1,4}){0,2}(:\d{0,6})?(\/[a-z0-9._-]{0,4}){0,3}$/,
);

test('a push accepts the same hosts and paths as the schema of registrations', () => {
  const long = (length: number) => `quay.io/${'a'.repeat(length - 'quay.io/'.length)}`;
  const anything = fc.oneof(
    nearly,
    fc.string(),
    fc.constantFrom('', 'quay.io:0', 'quay.io:65536', long(512), long(513)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      expect(isRegistryPath(text)).toBe(registryPath.safeParse(text).success);
    }),
  );
});

test.each([
  ['quay.io', true],
  ['quay.io:65535/team', true],
  ['quay.io:65536/team', false],
  [`quay.io/${'a'.repeat(504)}`, true],
  [`quay.io/${'a'.repeat(505)}`, false],
  ['quay.io/Team', false],
])('%s: %s', (text, is) => {
  expect(isRegistryPath(text)).toBe(is);
});
