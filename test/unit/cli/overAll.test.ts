import { expect, test } from '@jest/globals';
import { overAll } from '../../../cli/program/overAll.ts';

test('one that fails stops no other, and the order is that of the inputs', async () => {
  const outcomes = await overAll(
    [3, 1, 2],
    async (one) => {
      if (one === 1) throw new Error('no');
      return one * 2;
    },
    { signal: new AbortController().signal },
  );
  expect(outcomes).toEqual([
    { is: 'done', value: 6 },
    { is: 'failed', error: new Error('no') },
    { is: 'done', value: 4 },
  ]);
});

test('a request to end begins no other, and waits for those under way', async () => {
  const ending = new AbortController();
  const held = Promise.withResolvers<string>();
  const outcomes = overAll(
    ['a', 'b', 'c'],
    async (one) => {
      if (one !== 'a') return one;
      ending.abort();
      return held.promise;
    },
    { signal: ending.signal, atOnce: 1 },
  );
  held.resolve('done late');
  expect(await outcomes).toEqual([
    { is: 'done', value: 'done late' },
    { is: 'not begun' },
    { is: 'not begun' },
  ]);
});

test('what hangs is not waited for longer than the patience, and is reported as unknown', async () => {
  const ending = new AbortController();
  const outcomes = await overAll(
    ['a', 'b'],
    () => {
      ending.abort();
      return new Promise(() => undefined);
    },
    { signal: ending.signal, atOnce: 1, patience: 1 },
  );
  expect(outcomes).toEqual([{ is: 'unknown' }, { is: 'not begun' }]);
});

test('no more are under way than requested', async () => {
  let under = 0;
  let most = 0;
  await overAll(
    Array.from({ length: 30 }),
    async () => {
      most = Math.max(most, ++under);
      await new Promise(setImmediate);
      under--;
    },
    { signal: new AbortController().signal, atOnce: 8 },
  );
  expect(most).toBe(8);
});
