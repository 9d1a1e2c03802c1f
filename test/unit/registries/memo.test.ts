import { expect, test } from '@jest/globals';
import { memo } from '../../../shared/registries/memo.ts';

function counting(results: (() => Promise<number>)[]) {
  let calls = 0;
  return {
    fetch: () => (results[calls++] ?? (() => Promise.reject(new Error('too many'))))(),
    calls: () => calls,
  };
}

test('concurrent callers wait for one fetch', async () => {
  const source = counting([async () => 1]);
  const shared = memo<number>(
    () => true,
    () => 0,
  );
  expect(await Promise.all([shared('k', source.fetch), shared('k', source.fetch)])).toEqual([1, 1]);
  expect(source.calls()).toBe(1);
});

test('a failed fetch fails for all its callers, and the next caller tries again', async () => {
  const source = counting([async () => Promise.reject(new Error('down')), async () => 2]);
  const shared = memo<number>(
    () => true,
    () => 0,
  );
  const both = await Promise.allSettled([shared('k', source.fetch), shared('k', source.fetch)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await shared('k', source.fetch)).toBe(2);
});

test('what is no longer fresh is fetched again', async () => {
  const source = counting([async () => 1, async () => 2]);
  const clock = { now: 0 };
  const shared = memo<number>(
    (_, fetchedAt) => clock.now - fetchedAt < 10,
    () => clock.now,
  );
  await shared('k', source.fetch);
  clock.now = 9;
  expect(await shared('k', source.fetch)).toBe(1);
  clock.now = 10;
  expect(await shared('k', source.fetch)).toBe(2);
});

test('keys do not share', async () => {
  const source = counting([async () => 1, async () => 2]);
  const shared = memo<number>(
    () => true,
    () => 0,
  );
  expect([await shared('a', source.fetch), await shared('b', source.fetch)]).toEqual([1, 2]);
});

test('a caller who needs a better one and gets none leaves the kept one for others', async () => {
  const source = counting([async () => 1, async () => Promise.reject(new Error('throttled')), async () => 2]);
  const shared = memo<number>(
    () => true,
    () => 0,
  );
  const betterThanOne = (value: number) => value > 1;
  await shared('k', source.fetch);
  await expect(shared('k', source.fetch, betterThanOne)).rejects.toThrow('throttled');
  expect(await shared('k', source.fetch)).toBe(1);
  expect(await shared('k', source.fetch, betterThanOne)).toBe(2);
  expect(await shared('k', source.fetch)).toBe(2);
});
