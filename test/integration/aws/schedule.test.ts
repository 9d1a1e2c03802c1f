import { expect, test } from '@jest/globals';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { startSchedule } from '../../../local/aws/schedule.ts';
import { afterwards, cleanUpAfterEach } from './useAws.ts';

cleanUpAfterEach();

type Handler = (event: ScheduledEvent, context: Context) => unknown;

function aSchedule(handler: Handler, options: { everyMs?: number; timeoutMs?: number } = {}) {
  const { everyMs = 60_000, timeoutMs = 1000 } = options;
  const schedule = startSchedule({
    fn: { name: 'pullpass-local-refresh', timeoutMs, handler },
    everyMs,
    region: 'eu-central-1',
    now: () => new Date('2026-01-01T00:00:00.123Z'),
  });
  afterwards(() => schedule.stop({ graceMs: 0 }));
  return schedule;
}

/** Resolves at the n-th call. */
function calls(n: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: ScheduledEvent[] = [];
  const handler: Handler = (event) => {
    seen.push(event);
    if (seen.length === n) resolve();
  };
  return { reached: promise, seen, handler };
}

test('it fires at once, with the event that EventBridge Scheduler sends', async () => {
  const { reached, seen, handler } = calls(1);
  aSchedule(handler);
  await reached;

  expect(seen).toEqual([
    {
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '123456789012',
      time: '2026-01-01T00:00:00Z',
      region: 'eu-central-1',
      resources: ['arn:aws:scheduler:eu-central-1:123456789012:schedule/default/pullpass-local-tick'],
      detail: '{}',
    },
  ]);
});

test('it goes on at its rate, though handlers fail', async () => {
  const { reached, seen, handler } = calls(4);
  aSchedule(
    (event, context) => {
      handler(event, context);
      throw new Error('broken');
    },
    { everyMs: 10 },
  );
  await reached;

  expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
});

test('an invocation that is not over does not keep the next from starting', async () => {
  const { reached, seen, handler } = calls(3);
  aSchedule(
    (event, context) => {
      handler(event, context);
      return new Promise(() => {});
    },
    { everyMs: 10, timeoutMs: 10_000 },
  );
  await reached;

  expect(seen.length).toBeGreaterThanOrEqual(3);
});

test('it can be fired by hand, and the caller learns how that ended', async () => {
  const schedule = aSchedule(() => 'ticked');

  expect(await schedule.fire()).toMatchObject({ outcome: 'returned', value: 'ticked' });
});

test('stopping waits for the tick under way; no other starts', async () => {
  let started = 0;
  let ended = 0;
  const schedule = aSchedule(
    async () => {
      started += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      ended += 1;
    },
    { everyMs: 1000 },
  );

  await schedule.stop();

  expect({ started, ended }).toEqual({ started: 1, ended: 1 });
});

test('stopping abandons a tick that hangs', async () => {
  const schedule = aSchedule(() => new Promise(() => {}), { timeoutMs: 60_000 });

  const stoppedAt = performance.now();
  await schedule.stop({ graceMs: 50 });

  expect(performance.now() - stoppedAt).toBeLessThan(1000);
});
