import { randomBytes, randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { localAccount } from './sessions.ts';

/** A handler, and what Lambda knows about it. */
export interface LocalFunction<Event> {
  /** For example `pullpass-local-push`. */
  name: string;
  /** Its deployed timeout, in milliseconds. */
  timeoutMs: number;
  handler: (event: Event, context: Context) => unknown;
}

/**
 * How an invocation ended. `returned` holds what the caller of Lambda sees: the value after a trip through JSON.
 * `abandoned` does not exist in AWS: the program is stopping.
 */
export type Invocation =
  | { outcome: 'returned'; value: unknown; ms: number }
  | { outcome: 'threw'; error: unknown; ms: number }
  | { outcome: 'timed out' | 'abandoned'; ms: number };

/** The largest synchronous answer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxAnswerBytes = 6_291_556;

/**
 * Calls a handler as Lambda does: with a copy of the event, a context that counts down the remaining time, and an end
 * at the timeout. Lambda kills the process then; here the call is abandoned, and whatever it still does is ignored.
 * Never throws.
 *
 * @param options `signal` abandons the call before its timeout
 */
export async function invokeWithTimeout<Event>(
  fn: LocalFunction<Event>,
  event: Event,
  { region = 'eu-west-1', signal }: { region?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Invocation> {
  const startedAt = performance.now();
  const ms = () => Math.round(performance.now() - startedAt);
  const { promise: expired, resolve: expire } = Promise.withResolvers<'timed out' | 'abandoned'>();
  const timer = setTimeout(expire, fn.timeoutMs, 'timed out');
  const abandon = () => expire('abandoned');
  if (signal?.aborted) abandon();
  signal?.addEventListener('abort', abandon);
  const called = new Promise((resolve) => {
    resolve(fn.handler(structuredClone(event), contextOf(fn, startedAt, region)));
  });
  try {
    const ended = await Promise.race([called.then((value) => ({ value })), expired]);
    return typeof ended === 'string'
      ? { outcome: ended, ms: ms() }
      : { outcome: 'returned', value: throughJson(ended.value), ms: ms() };
  } catch (error) {
    return { outcome: 'threw', error, ms: ms() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abandon);
    called.catch(() => {
      // Abandoned: nobody listens for a later failure.
    });
  }
}

function throughJson(value: unknown): unknown {
  const json = JSON.stringify(value) ?? 'null';
  const bytes = Buffer.byteLength(json);
  if (bytes > maxAnswerBytes) {
    throw new Error(`The answer is ${bytes} bytes; Lambda passes on ${maxAnswerBytes} at most.`);
  }
  return JSON.parse(json);
}

function contextOf({ name, timeoutMs }: LocalFunction<never>, startedAt: number, region: string): Context {
  const refuse = () => {
    throw new Error('Callbacks are gone from Node 24 on Lambda: return a promise.');
  };
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${localAccount}:function:${name}`,
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: `local/[$LATEST]${randomBytes(16).toString('hex')}`,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(timeoutMs - (performance.now() - startedAt))),
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
}
