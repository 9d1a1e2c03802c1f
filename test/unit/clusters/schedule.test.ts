import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideNextPush } from '../../../shared/clusters/schedule.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const healthy = {
  now,
  refreshEveryMinutes: 60,
  consecutiveFailures: 0,
  validUntil: now + 12 * hour,
  random: () => 0,
};

test.each([
  [1, 1],
  [2, 2],
  [3, 4],
  [4, 8],
  [5, 15],
  [500, 15],
])('after %i failures in a row it is tried again in %i minutes', (consecutiveFailures, minutes) => {
  const { at } = decideNextPush({ ...healthy, consecutiveFailures, random: () => 0.5 });
  expect((at - now) / minute).toBeCloseTo(minutes);
});

test('a failing cluster is tried again soon, however fresh its token is', () => {
  expect(decideNextPush({ ...healthy, consecutiveFailures: 1 }).because).toBe('failure 1 in a row');
});

test('a healthy cluster is refreshed on its interval, or a little before', () => {
  expect(decideNextPush(healthy)).toEqual({ at: now + hour, because: 'its interval' });
  expect(decideNextPush({ ...healthy, random: () => 1 }).at).toBe(now + 57 * minute);
});

test('a token that lives shorter than the interval asks for is replaced at a third of its life', () => {
  expect(decideNextPush({ ...healthy, validUntil: now + hour })).toEqual({
    at: now + 20 * minute,
    because: 'a third of the token’s life',
  });
});

test('a token written with half its life left is replaced before it counts as at risk, whatever the interval', () => {
  const validUntil = now + 6 * hour;
  const { at } = decideNextPush({ ...healthy, refreshEveryMinutes: 300, validUntil });
  expect(validUntil - at).toBeGreaterThan(3.5 * hour);
});

test('whatever the state, a healthy cluster comes due before its token ends, and none comes due at once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 12 * 60 }),
      fc.integer({ min: 15, max: 300 }),
      fc.integer({ min: 0, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lifeMinutes, refreshEveryMinutes, consecutiveFailures, random) => {
        const validUntil = now + lifeMinutes * minute;
        const { at } = decideNextPush({
          now,
          refreshEveryMinutes,
          consecutiveFailures,
          validUntil,
          random: () => random,
        });
        expect(at).toBeGreaterThan(now + minute / 2);
        if (consecutiveFailures === 0) expect(at).toBeLessThan(validUntil);
      },
    ),
  );
});
