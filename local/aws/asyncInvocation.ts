import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Invocation } from './localFunction.ts';

/** The content of an `AWS::Lambda::EventInvokeConfig`. Lambda's defaults are the largest values of both. */
export interface AsyncInvokeConfig {
  /** How many times an event is repeated whose function failed, 0 to 2. */
  maximumRetryAttempts: number;
  /** Seconds that an event may wait before it is dropped, 60 to 21,600. */
  maximumEventAgeSeconds: number;
}

export const lambdaDefaults: AsyncInvokeConfig = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };

/** Seconds before the first and the second repetition. */
const waits = [60, 120];
const longestThrottleWait = 300;

/** `throttled`: the function has no concurrency left. */
type Attempt = Invocation | { outcome: 'throttled' };

export interface AsyncOptions {
  config: AsyncInvokeConfig;
  /** Calls the function once. */
  invoke: () => Promise<Attempt>;
  now?: () => number;
  sleep?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Does what Lambda does with an asynchronous event. If the function fails or times out, it is called again after one
 * minute, then after two more. If it is throttled, it is called again after 1, 2, 4 and up to 300 seconds, forever. An
 * event that has grown too old meanwhile is dropped.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 *
 * @returns how the last call ended; `dropped` if there was none in time
 */
export async function invokeAsynchronously({
  config,
  invoke,
  now = Date.now,
  sleep = sleepFor,
}: AsyncOptions): Promise<Invocation | { outcome: 'dropped' }> {
  const tooOldAt = now() + config.maximumEventAgeSeconds * 1000;
  let failures = 0;
  for (let throttles = 0; ; ) {
    const attempt = await invoke();
    if (attempt.outcome === 'throttled') {
      const wait = Math.min(2 ** throttles++, longestThrottleWait) * 1000;
      if (now() + wait > tooOldAt) return { outcome: 'dropped' };
      await sleep(wait);
      continue;
    }
    const failed = attempt.outcome === 'threw' || attempt.outcome === 'timed out';
    if (!failed || failures >= config.maximumRetryAttempts) return attempt;
    const wait = (waits[failures++] ?? 0) * 1000;
    if (now() + wait > tooOldAt) return attempt;
    await sleep(wait);
  }
}
