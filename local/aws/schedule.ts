import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScheduledEvent } from 'aws-lambda';
import { type Invocation, invokeWithTimeout, type LocalFunction } from './localFunction.ts';
import { localAccount } from './sessions.ts';

export interface ScheduleOptions {
  fn: LocalFunction<ScheduledEvent>;
  /** Milliseconds between two invocations. Default: a minute. */
  everyMs?: number | undefined;
  /** Name of the schedule, as infra/schedule.yml has it. Default: pullpass-local-tick. */
  name?: string | undefined;
  region?: string | undefined;
  now?: (() => Date) | undefined;
  /** Told of every invocation when it is over. */
  onInvocation?: ((invocation: Invocation) => void) | undefined;
}

export interface Schedule {
  /** Invokes at once, besides the rate. */
  fire(): Promise<Invocation>;
  /**
   * Ends the rate at once, waits for the invocations under way, and abandons those that take longer.
   *
   * @param options `graceMs`: how long to wait. Default: 5,000
   */
  stop(options?: { graceMs?: number }): Promise<void>;
}

/**
 * Plays EventBridge Scheduler: invokes at once and then at a fixed rate, whether or not the last invocation is over.
 * A failed one is not repeated, as infra/schedule.yml asks; the next does its work.
 */
export function startSchedule(options: ScheduleOptions): Schedule {
  const { fn, everyMs = 60_000, region = 'eu-west-1', onInvocation } = options;
  const running = new Set<Promise<unknown>>();
  const fire = () => {
    const invoked = invokeWithTimeout(fn, scheduledEvent(options), region).then((invocation) => {
      onInvocation?.(invocation);
      return invocation;
    });
    running.add(invoked);
    return invoked.finally(() => running.delete(invoked));
  };
  const timer = setInterval(fire, everyMs);
  void fire();
  return {
    fire,
    async stop({ graceMs = 5000 } = {}) {
      clearInterval(timer);
      const grace = new AbortController();
      const given = delay(graceMs, undefined, { signal: grace.signal }).catch(() => {});
      await Promise.race([Promise.allSettled(running), given]);
      grace.abort();
    },
  };
}

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
