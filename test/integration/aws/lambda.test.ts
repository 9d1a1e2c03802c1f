import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from '@jest/globals';
import type { LocalFunction } from '../../../local/aws/localFunction.ts';
import { anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

async function aFunction(handler: (event: never) => unknown, timeoutMs = 5_000) {
  const aws = await anAws();
  const client = using(new LambdaClient({ ...aws.clientConfig('lambda'), maxAttempts: 1 }));
  const fn: LocalFunction<never> = { name: 'double', timeoutMs, handler };
  aws.functions.set(fn.name, fn);
  return async (event: unknown, input: Partial<InvokeCommandInput> = {}) => {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: 'double', Payload: JSON.stringify(event), ...input }),
    );
    return { error: answer.FunctionError, answer: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) };
  };
}

test('a function is invoked, and its answer awaited', async () => {
  const invoke = await aFunction(({ n }: { n: number }) => ({ n: 2 * n }));
  expect(await invoke({ n: 4 })).toEqual({ error: undefined, answer: { n: 8 } });
});

test('a missing one is not found, by the requested name', async () => {
  const invoke = await aFunction(() => 1);
  await expect(invoke({}, { FunctionName: 'pullpass-push' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:pullpass-push',
  });
});

test('one that throws, or is cut off, ends as a function’s error, which the client does not throw', async () => {
  const throws = await aFunction(() => Promise.reject(new TypeError('it broke')));
  expect(await throws({})).toEqual({
    error: 'Unhandled',
    answer: expect.objectContaining({ errorType: 'TypeError', errorMessage: 'it broke' }),
  });
  const hangs = await aFunction(() => new Promise(() => {}), 20);
  expect(await hangs({})).toMatchObject({ error: 'Unhandled', answer: { errorType: 'Sandbox.Timedout' } });
});

test('events and answers over 6 MB are refused, as in AWS', async () => {
  const invoke = await aFunction(({ n }: { n: number }) => 'x'.repeat(n));
  await expect(invoke({ large: 'x'.repeat(6_291_556) })).rejects.toMatchObject({
    name: 'RequestTooLargeException',
  });
  expect((await invoke({ n: 6_291_556 })).error).toBe('Unhandled');
  expect((await invoke({ n: 6_291_554 })).error).toBeUndefined();
});
