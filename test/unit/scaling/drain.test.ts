import { expect, test } from '@jest/globals';
import { memory, takes } from '../../../cli/costs/takes.ts';
import { claimMilliseconds } from '../../../shared/clusters/schedule.ts';
import { cellsOf, tableUnder } from '../../support/scaling/document.ts';
import { dispatchSeconds, drainSeconds } from '../../support/scaling/drain.ts';

/** As docs/scaling.md assumes: 50 seconds minus 15 that are kept back, and 700 claims a second. */
const tick = { claimsPerSecond: 700, secondsPerTick: 35 };
const number = (text: string | undefined) => Number(text?.replaceAll(',', ''));

test('the times in docs/scaling.md for a herd are the computed ones', async () => {
  const [heads = [], ...rows] = cellsOf(await tableUnder('When everything is due at once'));
  const secondsOf = heads.slice(3).map((head) => number(head.match(/[\d.]+(?= s)/)?.[0]));
  const { batch, namespace } = takes;
  const batchSeconds = (batch.gigabyteSeconds + 10 * 20 * namespace.gigabyteSeconds) / memory.push;
  expect(secondsOf).toEqual([batchSeconds, 5, 10]);
  expect(rows.length).toBeGreaterThan(3);
  for (const [due, workers, dispatched, ...drained] of rows) {
    const expected = secondsOf.map((batchSeconds) =>
      told(drainSeconds(number(due), { workers: number(workers), batchSeconds })),
    );
    expect([due, workers, dispatched, ...drained]).toEqual([
      due,
      workers,
      told(dispatchSeconds(number(due), tick)),
      ...expected,
    ]);
  }
});

test('draining a queue takes at least the time of one batch, and the time until enough pollers are added', () => {
  expect(drainSeconds(1, { workers: 50, batchSeconds: 3 })).toBe(3);
  // Five at first, and five more each second: 5 + 10 + … in the first 9 seconds.
  expect(drainSeconds(10_000, { workers: 1_000_000, batchSeconds: 1 })).toBeCloseTo(19.02, 1);
  expect(drainSeconds(10_000, { workers: 50, batchSeconds: 1 })).toBeCloseTo(9 + (1000 - 247.5) / 50, 5);
});

test('what one tick cannot dispatch waits for the next minute', () => {
  expect(dispatchSeconds(7_000, tick)).toBe(10);
  expect(dispatchSeconds(24_500 + 700, tick)).toBe(61);
});

function told(seconds: number): string {
  const text = seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
  return seconds * 1000 > claimMilliseconds ? `**${text}**` : text;
}
