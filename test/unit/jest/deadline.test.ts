import { expect, test } from '@jest/globals';
import { bounded } from '../../support/jest/deadline.ts';

type Body = (...args: unknown[]) => Promise<unknown>;

/** The body that a function such as `test` gets instead of this one. */
function registered(body: (...args: never[]) => unknown, limit?: number): Body {
  let given: unknown;
  const register = bounded((_name: string, bodyWithin: unknown, _limit?: number) => {
    given = bodyWithin;
  });
  register('a test', body, limit);
  return given as Body;
}

test('a test that hangs fails at its time limit', async () => {
  const hangs = () => new Promise(() => undefined);
  await expect(registered(hangs, 5)()).rejects.toThrow('Not ended after 5 ms.');
});

test('a test that ends in time returns its result, for the row that it got', async () => {
  const adds = registered(async (a: number, b: number) => a + b);
  expect(await adds(1, 2)).toBe(3);
});

test('a test that throws, at once or later, fails with what it threw', async () => {
  const throws = () => {
    throw new Error('at once');
  };
  await expect(registered(throws)()).rejects.toThrow('at once');
  await expect(registered(async () => Promise.reject(new Error('later')))()).rejects.toThrow('later');
});
