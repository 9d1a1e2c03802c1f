import { expect, test } from '@jest/globals';
import { clockAt, duration } from '../../../shared/fleet/clock.ts';

const now = Date.parse('2026-12-31T22:30:00.000Z');
const minute = 60_000;

test.each([
  ['+00:00', '2026-12-31T23:05:59.000Z', '23:05 UTC'],
  ['+00:00', '2027-01-01T00:00:00.000Z', '1 Jan 2027 00:00 UTC'],
  ['+00:00', '2026-03-09T07:00:00.000Z', '9 Mar 07:00 UTC'],
  ['+02:00', '2026-12-31T23:05:00.000Z', '01:05 UTC+02:00'],
  ['-05:30', '2026-12-31T22:31:00.000Z', '17:01 UTC-05:30'],
  ['no zone', '2026-12-31T22:31:00.000Z', '22:31 UTC'],
])('in the zone %s, %s is %s', (offset, time, said) => {
  expect(clockAt(now, offset).at(time)).toBe(said);
});

test.each([
  [0, 'under a minute'],
  [-minute, 'under a minute'],
  [minute - 1, 'under a minute'],
  [minute, '1 min'],
  [59 * minute + 59_999, '59 min'],
  [60 * minute, '1 h'],
  [650 * minute, '10 h 50 min'],
  [24 * 60 * minute, '1 d'],
  [(24 * 60 * 3 + 61) * minute, '3 d 1 h'],
])('%i milliseconds are %s, rounded down', (milliseconds, said) => {
  expect(duration(milliseconds)).toBe(said);
});

test('says how long ago, and how long until then', () => {
  const clock = clockAt(now);
  expect(clock.since('2026-12-31T22:13:00.000Z')).toBe('17 min');
  expect(clock.left('2026-12-31T23:30:00.000Z')).toBe('1 h');
});
