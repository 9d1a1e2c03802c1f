import { describe, expect, test } from '@jest/globals';
import { dueAt } from '../../../shared/clusters/renewal/dueAt.ts';
import { renewalSettingsFrom } from '../../../shared/clusters/renewal/settings.ts';

const issuedAt = '2026-03-01T00:00:00.000Z';
const expiresAt = '2026-03-31T00:00:00.000Z';
const life = Date.parse(expiresAt) - Date.parse(issuedAt);
const names = Array.from({ length: 200 }, (_, index) => `cluster-${index}`);

describe('when a token is due to be replaced', () => {
  test('is after half of the granted life, and within a tenth of it over the fleet', () => {
    const shares = names.map((name) => {
      const due = dueAt(name, { issuedAt, expiresAt }, { share: 0.5, spread: 0.1 });
      return ((due ?? 0) - Date.parse(issuedAt)) / life;
    });
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.6);
    expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.09);
  });

  test('is always the same for one name', () => {
    const due = () => dueAt('prod', { issuedAt, expiresAt }, { share: 0.5, spread: 0.1 });
    expect(due()).toBe(due());
  });

  test.each([{ issuedAt }, { expiresAt }, {}])('is unknown for %j', (kubeconfig) => {
    expect(dueAt('prod', kubeconfig, { share: 0.5, spread: 0.1 })).toBeUndefined();
  });
});

describe('the environment', () => {
  test('says when, and may leave out defaults', () => {
    expect(renewalSettingsFrom({})).toEqual({
      share: 0.5,
      spread: 0.1,
      between: 600_000,
      shortest: 1_200_000,
    });
    expect(
      renewalSettingsFrom({
        RENEW_AT_SHARE: '0.1',
        RENEW_BETWEEN_MINUTES: '0.05',
        RENEW_SHORTEST_MINUTES: '10',
      }),
    ).toEqual({ share: 0.1, spread: 0.1, between: 3_000, shortest: 600_000 });
  });

  test.each([
    ['RENEW_AT_SHARE', '0.9', 'must be 0.8 or less, but is "0.9"'],
    ['RENEW_AT_SHARE', 'half', 'must be a number above 0, but is "half"'],
    ['RENEW_BETWEEN_MINUTES', '0', 'must be a number above 0, but is "0"'],
  ])('with %s=%s is refused', (name, value, message) => {
    expect(() => renewalSettingsFrom({ [name]: value })).toThrow(`${name} ${message}`);
  });
});
