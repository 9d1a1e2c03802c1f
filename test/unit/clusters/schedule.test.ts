import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideNextPush, slotOf } from '../../../shared/clusters/schedule.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const healthy = {
  now,
  refreshEveryMinutes: 60,
  slot: 0,
  consecutiveFailures: 0,
  ends: now + 12 * hour,
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

test('a healthy cluster is refreshed at its slot in the interval', () => {
  expect(decideNextPush(healthy)).toEqual({ at: now + hour, because: 'its slot in the interval' });
  expect(decideNextPush({ ...healthy, slot: 0.25 }).at).toBe(now + 15 * minute);
});

test('a cluster that is refreshed at its slot, and takes a while, has its next slot an interval later', () => {
  expect(decideNextPush({ ...healthy, now: now + 2 * minute }).at).toBe(now + hour);
});

test('a slot that comes within the minute counts for the next interval', () => {
  expect(decideNextPush({ ...healthy, now: now - minute / 2 }).at).toBe(now + hour);
});

test('a fleet that was pushed to all at once is spread evenly over the next interval', () => {
  const minutes = new Map<number, number>();
  for (let index = 0; index < 10_000; index++) {
    const { at } = decideNextPush({ ...healthy, slot: slotOf(`cluster-${index}`) });
    const after = Math.floor((at - now) / minute);
    minutes.set(after, (minutes.get(after) ?? 0) + 1);
  }
  // 10,000 over 60 minutes are 167 each, give or take 13 by chance. Five times that is practically never exceeded.
  expect(Math.max(...minutes.values())).toBeLessThan(167 + 65);
  expect(minutes.size).toBeGreaterThanOrEqual(60);
});

test('a token that lives shorter than the interval is replaced after a third of its life', () => {
  expect(decideNextPush({ ...healthy, ends: now + hour })).toEqual({
    at: now + 20 * minute,
    because: 'a third of the token’s life',
  });
});

test('a token written with half its life left is replaced before it counts as at risk, whatever the interval', () => {
  const ends = now + 6 * hour;
  const { at } = decideNextPush({ ...healthy, refreshEveryMinutes: 300, ends });
  expect(ends - at).toBeGreaterThan(3.5 * hour);
});

test('whatever the state, a healthy cluster comes due before its token expires, and none comes due at once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 12 * 60 }),
      fc.integer({ min: 15, max: 300 }),
      fc.integer({ min: 0, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (lifeMinutes, refreshEveryMinutes, consecutiveFailures, random, slot) => {
        const ends = now + lifeMinutes * minute;
        const { at } = decideNextPush({
          now,
          refreshEveryMinutes,
          slot,
          consecutiveFailures,
          ends,
          random: () => random,
        });
        expect(at).toBeGreaterThan(now + minute / 2);
        if (consecutiveFailures === 0) expect(at).toBeLessThan(ends);
      },
    ),
  );
});
