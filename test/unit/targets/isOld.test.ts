import { expect, test } from '@jest/globals';
import { isOld } from '../../../shared/targets/secrets/isOld.ts';

const servedAt = Date.parse('2026-03-01T12:00:00.700Z');

// Kubernetes gives whole seconds.
test.each([
  ['seconds before', '2026-03-01T11:59:58Z', true],
  ['in the second before', '2026-03-01T11:59:59Z', true],
  ['in the same second, and so perhaps after it', '2026-03-01T12:00:00Z', false],
  ['later', '2026-03-01T12:00:01Z', false],
])('a namespace made %s existed when everything was last served: %s is %s', (_, createdAt, expected) => {
  expect(isOld({ name: 'a', terminating: false, createdAt: Date.parse(createdAt) }, { servedAt })).toBe(
    expected,
  );
});

test('with nothing served yet no namespace is old', () => {
  expect(isOld({ name: 'a', terminating: false }, {})).toBe(false);
});
