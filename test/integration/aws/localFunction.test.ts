import { expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { invokeWithTimeout } from '../../../local/aws/localFunction.ts';

const fn = (handler: (event: { n: number }, context: Context) => unknown, timeoutMs = 5000) => ({
  name: 'pullpass-local-push',
  timeoutMs,
  handler,
});

test('the context names the function and counts down from its timeout', async () => {
  let seen: Context | undefined;
  let before = 0;
  const invocation = await invokeWithTimeout(
    fn(async (_event, context) => {
      seen = context;
      before = context.getRemainingTimeInMillis();
      await new Promise((resolve) => setTimeout(resolve, 30));
      return before - context.getRemainingTimeInMillis();
    }),
    { n: 1 },
    { region: 'eu-central-1' },
  );

  expect(seen).toMatchObject({
    functionName: 'pullpass-local-push',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:pullpass-local-push',
    logGroupName: '/aws/lambda/pullpass-local-push',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(before).toBeGreaterThan(4900);
  expect(before).toBeLessThanOrEqual(5000);
  expect(invocation).toMatchObject({ outcome: 'returned' });
  expect((invocation as { value: number }).value).toBeGreaterThanOrEqual(29);
});

test('a handler that takes too long is abandoned, and its late failure disturbs nobody', async () => {
  let remaining = Number.NaN;
  const { promise: late, reject } = Promise.withResolvers();
  const invocation = await invokeWithTimeout(
    fn((_event, context) => {
      setTimeout(() => {
        remaining = context.getRemainingTimeInMillis();
        reject(new Error('late'));
      }, 60);
      return late;
    }, 20),
    { n: 1 },
  );

  expect(invocation).toMatchObject({ outcome: 'timed out', ms: expect.any(Number) });
  // It has not finished.
  expect(remaining).toBeNaN();
  await expect(late).rejects.toThrow('late');
  expect(remaining).toBe(0);
});

test('a call can be abandoned before its timeout, and nothing of it keeps the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const abandon = new AbortController();
  const invoked = invokeWithTimeout(
    fn(() => new Promise(() => {}), 60_000),
    { n: 1 },
    { signal: abandon.signal },
  );
  expect(timers()).toBe(before + 1);
  abandon.abort();

  expect(await invoked).toMatchObject({ outcome: 'abandoned' });
  expect(timers()).toBe(before);
});

test('a call that comes while everything is being stopped is abandoned at once', async () => {
  const invoked = invokeWithTimeout(
    fn(() => new Promise(() => {}), 60_000),
    { n: 1 },
    { signal: AbortSignal.abort() },
  );

  expect(await invoked).toMatchObject({ outcome: 'abandoned' });
});

test('a throw is reported, whether at once or later', async () => {
  const error = new Error('broken');

  const atOnce = await invokeWithTimeout(
    fn(() => {
      throw error;
    }),
    { n: 1 },
  );
  const later = await invokeWithTimeout(
    fn(() => Promise.reject(error)),
    { n: 1 },
  );

  expect(atOnce).toMatchObject({ outcome: 'threw', error });
  expect(later).toMatchObject({ outcome: 'threw', error });
});

test('event and answer pass by value, and the answer through JSON', async () => {
  const event = { n: 1 };
  const value = async (answer: unknown) =>
    invokeWithTimeout(
      fn((given) => {
        given.n = 2;
        return answer;
      }),
      event,
    );

  expect(await value(undefined)).toMatchObject({ value: null });
  expect(await value({ at: new Date(0), no: undefined })).toMatchObject({
    value: { at: '1970-01-01T00:00:00.000Z' },
  });
  expect(await value(1n)).toMatchObject({ outcome: 'threw', error: expect.any(TypeError) });
  expect(await value('x'.repeat(6_291_557))).toMatchObject({ outcome: 'threw' });
  expect(event).toEqual({ n: 1 });
});
