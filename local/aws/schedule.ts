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
  /** Name of the schedule, as in infra/schedule.yml. Default: pullpass-local-tick. */
  name?: string | undefined;
  region?: string | undefined;
  now?: (() => Date) | undefined;
  /** Called after every invocation. */
  onInvocation?: ((invocation: Invocation) => void) | undefined;
}

type Ended = Invocation | { outcome: 'dropped' };

export interface Schedule {
  /** Invokes at once, in addition to the rate, and returns how the first call ended, or that there was none in time. */
  fire(): Promise<Ended>;
  /**
   * Stops the schedule at once, waits for the invocations under way, and abandons those that take longer.
   *
   * @param options `graceMs`: how long to wait. Default: 5,000
   */
  stop(options?: { graceMs?: number }): Promise<void>;
}

/**
 * Emulates EventBridge Scheduler: invokes at once and then at a fixed rate, whether or not the last invocation has
 * ended. It hands the event to Lambda, which handles failures.
 */
export function startSchedule(options: ScheduleOptions): Schedule {
  const { fn, everyMs = 60_000, region = 'eu-west-1', invocations = lambdaDefaults, onInvocation } = options;
  const { concurrency = Number.POSITIVE_INFINITY, sleep = pause } = options;
  const running = new Invocations();
  const { signal } = running;
  let calls = 0;
  /** Sends the event of one time until it is handled: a repetition has the same id. */
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
    // Already resolved if there was a call. If the schedule was stopped while one waited, there was none.
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

/** Does not keep the program alive. */
const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal, ref: false });

/** What a schedule without its own input sends to Lambda. */
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
