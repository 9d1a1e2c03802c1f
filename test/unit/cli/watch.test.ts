import { expect, test } from '@jest/globals';
import { Refused } from '../../../cli/api/refused.ts';
import { explainUnanswered } from '../../../cli/api/unanswered.ts';
import { CommandError } from '../../../cli/program/errors.ts';
import type { FleetStatus } from '../../../cli/status/readStatus.ts';
import { watch } from '../../../cli/status/watch.ts';

const status = (registered: number) =>
  ({ fleet: { registered }, trouble: [], kubeconfigs: [] }) as unknown as FleetStatus;
const unanswered = explainUnanswered(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), {
  method: 'GET',
  path: '/fleet',
});
const refused = (code: number) => new Refused('GET /fleet', code, { detail: 'no' });

/** Watches what each look finds, until there is nothing left to find. */
async function watched(finds: readonly (FleetStatus | Error)[], isEnough = (_: FleetStatus) => false) {
  const seen: string[] = [];
  const ctrlC = new AbortController();
  const left = [...finds];
  const last = await watch({
    async read() {
      const next = left.shift();
      if (left.length === 0) ctrlC.abort('SIGINT');
      if (next === undefined) throw ctrlC.signal.reason;
      if (next instanceof Error) throw next;
      return next;
    },
    view: {
      show: ({ fleet }) => void seen.push(`${fleet.registered}`),
      lost: (because) => void seen.push(because),
    },
    isEnough,
    pause: async () => undefined,
    signal: ctrlC.signal,
  });
  return { seen, last: last?.fleet.registered };
}

test('an API that is silent for a while is asked again', async () => {
  const { seen, last } = await watched([status(1), unanswered, refused(503), status(2), status(3)]);
  expect(seen).toEqual([
    '1',
    'The API could not be reached for GET /fleet: nothing listens there.',
    expect.stringContaining('503'),
    '2',
    '3',
  ]);
  expect(last).toBe(3);
});

test.each([
  ['that never answered', [unanswered, status(1), status(2)], unanswered],
  ['that refuses the caller', [status(1), refused(403), status(2)], refused(403)],
  ['that is another version', [status(1), new CommandError('not understood'), status(2)], /not understood/],
])('an API %s ends it', async (_, finds, error) => {
  await expect(watched(finds)).rejects.toThrow(error as Error);
});

test('it ends when it was enough', async () => {
  const { seen } = await watched([status(1), status(2), status(3)], ({ fleet }) => fleet.registered === 2);
  expect(seen).toEqual(['1', '2']);
});

test('a read without an answer is reported before it ends', async () => {
  const seen: string[] = [];
  const { promise: never } = Promise.withResolvers<FleetStatus>();
  const reads = [Promise.resolve(status(1)), never];
  const ended = Promise.withResolvers<void>();
  void watch({
    read: async () => await (reads.shift() ?? never),
    view: {
      show: ({ fleet }) => void seen.push(`${fleet.registered}`),
      lost(because) {
        seen.push(because);
        ended.resolve();
      },
    },
    isEnough: () => false,
    pause: async () => undefined,
    signal: new AbortController().signal,
    patience: 10,
  });
  await ended.promise;
  expect(seen).toEqual(['1', 'The API has given no answer for 0.01 s.']);
});
