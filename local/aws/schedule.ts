import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';
import { Invocations } from './invocations.ts';
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
  const running = new Invocations();
  const { signal } = running;
  const invoke = async () => {
    const invocation = await invokeWithTimeout(fn, scheduledEvent(options), { region, signal });
    onInvocation?.(invocation);
    return invocation;
  };
  const fire = () => running.add(invoke());
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
