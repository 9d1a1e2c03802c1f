import { InvalidRequestException } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { decideDeleted, isOfDeleted } from '../../../shared/kubeconfig/secretDeletion.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const day = 24 * 3600_000;

test.each([
  ['a forced deletion under way', now - 2_000, 'wait'],
  ['a recovery window that ends in 30 days', now + 30 * day, 'restore'],
  ['a recovery window that ends tomorrow', now + day, 'restore'],
  ['a recovery window, given by its beginning', now - 3 * day, 'restore'],
] as const)('%s', (_, deletedDate, verdict) => {
  expect(decideDeleted(new Date(deletedDate), now)).toBe(verdict);
});

test.each([
  "You can't create this secret because a secret with this name is already scheduled for deletion.",
  "You can't perform this operation on the secret because it was marked for deletion.",
  'You can’t perform this operation on the secret because it was deleted.',
])('is recognised by its words: %s', (message) => {
  const error = new InvalidRequestException({ message, $metadata: {} });
  expect(isOfDeleted(error)).toBe(true);
  expect(isOfDeleted(new Error(message))).toBe(false);
});

test('other refusals do not count as a deletion', () => {
  const message = 'You provided a VersionStage that is not associated to the provided VersionId.';
  expect(isOfDeleted(new InvalidRequestException({ message, $metadata: {} }))).toBe(false);
});
