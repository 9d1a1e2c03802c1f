import { expect, jest, test } from '@jest/globals';
import { untilAnswered } from '../../../cli/program/untilAnswered.ts';

const look = 'pullpass get a';

test('a change whose answer comes after Ctrl-C is reported with its result', async () => {
  const ending = new AbortController();
  const answer = untilAnswered(
    async () => {
      ending.abort('SIGINT');
      return 'made';
    },
    look,
    ending,
  );
  expect(await answer).toBe('made');
});

test('one without an answer after Ctrl-C is reported as unknown, with how to look', async () => {
  const ending = new AbortController();
  const answer = untilAnswered(
    () => {
      ending.abort('SIGINT');
      return new Promise<never>(() => undefined);
    },
    look,
    ending,
    1,
  );
  await expect(answer).rejects.toMatchObject({
    message: 'Interrupted before the API answered: it is unknown whether the change was made.',
    remedy: 'pullpass get a shows it.',
    exitCode: 130,
  });
});

test('no change is begun after Ctrl-C', async () => {
  const begun = jest.fn(async () => 'made');
  await expect(untilAnswered(begun, look, { signal: AbortSignal.abort('SIGINT') })).rejects.toMatchObject({
    message: 'Interrupted. Nothing was changed.',
  });
  expect(begun).not.toHaveBeenCalled();
});

test('a refusal is thrown unchanged', async () => {
  const refusal = new Error('no');
  const { signal } = new AbortController();
  await expect(untilAnswered(() => Promise.reject(refusal), look, { signal })).rejects.toBe(refusal);
});
