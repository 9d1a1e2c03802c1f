import { expect, test } from '@jest/globals';
import { tokenSource } from '../../../shared/registries/tokens.ts';
import { fakeTokenWorld } from '../../support/fakeTokenWorld.ts';

const hour = 3_600_000;
const registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' } as const;

/** A source over an ECR whose tokens expire at `expiresAt`, at a clock that stands at 0. */
function sourceOf(expiresAt: number) {
  const authorizationToken = Buffer.from('AWS:password').toString('base64');
  const send = async () => ({ authorizationData: [{ authorizationToken, expiresAt: new Date(expiresAt) }] });
  return tokenSource(fakeTokenWorld({ ecr: send, now: () => 0 }));
}

test('AWS’s expiry of a token is used as it is, even with a slightly different clock', async () => {
  for (const hours of [-1, 0.5, 12, 12.5])
    expect((await sourceOf(hours * hour)(registry)).expiresAt).toBe(hours * hour);
});

test('a token that claims to outlive AWS’s limit is not trusted for longer', async () => {
  const aHundredYears = 100 * 365 * 24 * hour;
  expect((await sourceOf(aHundredYears)(registry)).expiresAt).toBe(13 * hour);
});
