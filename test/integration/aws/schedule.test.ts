import { expect, test } from '@jest/globals';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { invokeAsynchronously, lambdaDefaults } from '../../../local/aws/asyncInvocation.ts';
import { startSchedule } from '../../../local/aws/schedule.ts';
import { tickInvocations } from '../../../local/service/functions.ts';
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

test('it continues at its rate even if handlers fail', async () => {
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

test('an invocation that is not over does not prevent the next from starting', async () => {
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

  await schedule.stop({ graceMs: 50 });
});

/** A clock that sleeping advances, and the slept times, in seconds. */
function turned() {
  let time = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleep: async (ms: number) => {
      slept.push(ms / 1000);
      time += ms;
    },
  };
}

const threw = async () => ({ outcome: 'threw', error: new Error('broken'), ms: 1 }) as const;
const throttled = async () => ({ outcome: 'throttled' }) as const;

test('by default, Lambda calls a failed function twice more, with the same event', async () => {
  const { slept, sleep } = turned();
  const { reached, seen, handler } = calls(3);
  const schedule = startSchedule({
    fn: {
      name: 'refresh',
      timeoutMs: 1000,
      handler: (event: ScheduledEvent, context: Context) => {
        handler(event, context);
        throw new Error('broken');
      },
    },
    sleep,
  });
  await reached;
  await schedule.stop();
  expect(slept).toEqual([60, 120]);
  expect(seen).toHaveLength(3);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
});

test('by default, Lambda keeps what is throttled for six hours', async () => {
  const time = turned();
  const end = await invokeAsynchronously({ config: lambdaDefaults, invoke: throttled, ...time });
  expect(end).toEqual({ outcome: 'dropped' });
  expect(time.slept.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
  expect(time.now()).toBeGreaterThan(5.9 * 3_600_000);
  expect(time.now()).toBeLessThanOrEqual(6 * 3_600_000);
});

test('as the tick is deployed, a failed one is not repeated, and a throttled one is dropped within its minute', async () => {
  const failing = turned();
  await invokeAsynchronously({ config: tickInvocations, invoke: threw, ...failing });
  expect(failing.slept).toEqual([]);
  const waiting = turned();
  const end = await invokeAsynchronously({ config: tickInvocations, invoke: throttled, ...waiting });
  expect(end).toEqual({ outcome: 'dropped' });
  expect(waiting.now()).toBeLessThan(60_000);
});
