import { describe, expect, test } from '@jest/globals';
import { addressOf } from '../../bench/fleet/endpoints.ts';
import { histogram, largestPart } from '../../bench/fleet/herd.ts';
import { recordOf } from '../../bench/fleet/recordOf.ts';
import { unitsOf } from '../../bench/tick/units.ts';

const minute = 60_000;

describe('how a fleet comes due', () => {
  test('evenly: in any 5 minutes of 60 a twelfth of it', () => {
    const even = Array.from({ length: 1200 }, (_, index) => index * (minute / 20));
    expect(largestPart(even, 5 * minute)).toBeCloseTo(1 / 12);
    expect(histogram(even, 0, 5 * minute, 12)).toEqual(Array(12).fill(100));
  });

  test('as a herd: all of it, in any order and wherever the window begins', () => {
    const herd = [29, 31, 28, 32].map((at) => at * minute);
    expect(largestPart(herd, 5 * minute)).toBe(1);
    expect(largestPart([0, ...herd], 5 * minute)).toBe(0.8);
  });

  test('what is later than the last window counts in it', () => {
    expect(histogram([0, 9, 1000], 0, 5, 3)).toEqual([1, 1, 1]);
  });
});

describe('a fleet of the benchmark', () => {
  test('has 10,000 different addresses, all of them loopback', () => {
    const addresses = Array.from({ length: 10_000 }, (_, index) => addressOf(index));
    expect(new Set(addresses).size).toBe(10_000);
    for (const address of addresses) expect(address).toMatch(/^127\.\d+\.\d+\.(?!0$)\d+$/);
  });

  test('is due, or else comes due only after the benchmark', () => {
    const now = Date.now();
    for (let index = 0; index < 1000; index++) {
      const nextPush = (due: boolean) =>
        Date.parse(recordOf(index, { due, port: 6443, now }).status.nextPushAt ?? '');
      expect(nextPush(true)).toBeLessThanOrEqual(now);
      expect(nextPush(false)).toBeGreaterThanOrEqual(now + 60 * minute);
    }
  });
});

describe('the units of a request', () => {
  test('are those that DynamoDB names', () => {
    expect(unitsOf('Query', { ConsumedCapacity: { CapacityUnits: 4 } })).toEqual({ read: 4, written: 0 });
    expect(unitsOf('UpdateItem', { ConsumedCapacity: { CapacityUnits: 2 } })).toEqual({
      read: 0,
      written: 2,
    });
    const batch = { ConsumedCapacity: [{ CapacityUnits: 1 }, { CapacityUnits: 2.5 }] };
    expect(unitsOf('BatchGetItem', batch)).toEqual({ read: 3.5, written: 0 });
  });

  test('are never zero', () => {
    expect(unitsOf('Query', { ConsumedCapacity: { CapacityUnits: 0 } })).toEqual({ read: 0.5, written: 0 });
    expect(unitsOf('UpdateItem', { __type: 'ConditionalCheckFailedException' })).toEqual({
      read: 0,
      written: 1,
    });
  });
});
