import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScheduledEvent } from 'aws-lambda';
import { type AsyncInvokeConfig, invokeAsynchronously, lambdaDefaults } from './asyncInvocation.ts';
import { Invocations } from './invocations.ts';
import { type Invocation, invokeWithTimeout, type LocalFunction } from './localFunction.ts';
import { localAccount } from './sessions.ts';

export interface ScheduleOptions {
  fn: LocalFunction<ScheduledEvent>;
  /** What Lambda does with ticks that fail or wait. Default: Lambda's own, which repeats them. */
  invocations?: AsyncInvokeConfig | undefined;
  /** How many ticks may run at once; more are throttled. Default: no limit. */
  concurrency?: number | undefined;
  /** How repetitions wait, until `signal` aborts. */
  sleep?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
  /** Milliseconds between two invocations. Default: a minute. */
  everyMs?: number | undefined;
  /** Name of the schedule, as infra/schedule.yml has it. Default: pullpass-local-tick. */
  name?: string | undefined;
  region?: string | undefined;
  now?: (() => Date) | undefined;
  /** Called after every invocation. */
  onInvocation?: ((invocation: Invocation) => void) | undefined;
}

export type Ended = Invocation | { outcome: 'dropped' };

export interface Schedule {
  /** Invokes at once, besides the rate, and says how the first call ended, or that there was none in time. */
  fire(): Promise<Ended>;
  /**
   * Ends the rate at once, waits for the invocations under way, and abandons those that take longer.
   *
   * @param options `graceMs`: how long to wait. Default: 5,000
   */
  stop(options?: { graceMs?: number }): Promise<void>;
}

/**
 * Plays EventBridge Scheduler: invokes at once and then at a fixed rate, whether or not the last invocation is over.
 * It only hands the event to Lambda, which handles those that fail.
 */
export function startSchedule(options: ScheduleOptions): Schedule {
  const { fn, everyMs = 60_000, region = 'eu-west-1', invocations = lambdaDefaults, onInvocation } = options;
  const { concurrency = Number.POSITIVE_INFINITY, sleep = pause } = options;
  const running = new Invocations();
  const { signal } = running;
  let calls = 0;
  /** The event of one time, called until it is done with: a repetition has the same id. */
  const fire = () => {
    const first = Promise.withResolvers<Ended>();
    const event = scheduledEvent(options);
    const call = async () => {
      if (calls >= concurrency) return { outcome: 'throttled' } as const;
      calls += 1;
      const invocation = await invokeWithTimeout(fn, event, { region, signal });
      calls -= 1;
      onInvocation?.(invocation);
      first.resolve(invocation);
      return invocation;
    };
    const waiting = (ms: number) => sleep(ms, signal);
    const invoked = invokeAsynchronously({ config: invocations, invoke: call, sleep: waiting });
    // Resolved already where there was a call; stopped while one waited, there is none.
    void running.add(invoked).then(first.resolve, () => first.resolve({ outcome: 'dropped' }));
    return first.promise;
  };
  const timer = setInterval(fire, everyMs);
  void fire();
  return {
    fire,
    async stop({ graceMs = 5000 } = {}) {
      clearInterval(timer);
      await running.end(graceMs);
    },
  };
}

/** Holds up no program that has nothing else to do. */
const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal, ref: false });

/** What a schedule without an input of its own sends to Lambda. */
function scheduledEvent(options: ScheduleOptions): ScheduledEvent {
  const { name = 'pullpass-local-tick', region = 'eu-west-1', now = () => new Date() } = options;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: localAccount,
    time: now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:scheduler:${region}:${localAccount}:schedule/default/${name}`],
    detail: '{}',
  };
}
