import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { type Refusal, readRefusal } from './refusal.ts';
import { Refused } from './refused.ts';
import type { ApiAnswer, ApiRequest, Transport } from './transport.ts';
import { explainUnanswered } from './unanswered.ts';

export interface CallOptions {
  /** Aborts a request under way. */
  signal: AbortSignal;
  /** This machine's clock, in epoch milliseconds. */
  now: () => number;
  /** Milliseconds before the first retry; each further one waits twice as long. */
  retryDelay: number;
}

/** Retries after the first attempt. */
const retries = 4;

/** Sends a request, and retries it if the API said that it did nothing. Returns the answer. */
export type Call = (request: ApiRequest) => Promise<ApiAnswer>;

/**
 * Calls over a transport. Reads are retried whenever no answer came. Changes are retried only if the API says that it
 * refused because it was busy: a change without an answer may have been made.
 *
 * @returns rejects with Refused for every status from 300 on, and with a CommandError if no answer came
 */
export function callOver(transport: Transport, { signal, now, retryDelay }: CallOptions): Call {
  return (request) =>
    pRetry(() => attempt(transport, request, { signal, now }), {
      retries,
      minTimeout: retryDelay,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => mayRepeat(request, error),
      onFailedAttempt: ({ error, retriesLeft }) =>
        retriesLeft > 0 && error instanceof Unsuccessful
          ? delay(error.retryAfter * retryDelay, undefined, { signal })
          : undefined,
    }).catch((error: unknown) => {
      if (error instanceof Unsuccessful) throw error.refused(request);
      signal.throwIfAborted();
      throw explainUnanswered(error, request);
    });
}

class Unsuccessful extends Error {
  readonly answer: ApiAnswer;
  readonly refusal: Refusal;

  constructor(answer: ApiAnswer, now: number) {
    super(`answered with ${answer.status}`);
    this.answer = answer;
    this.refusal = readRefusal(answer.status, answer.text, { sentAt: answer.headers['date'], now });
  }

  /** Seconds that the answer asks for; at most 10. */
  get retryAfter(): number {
    const seconds = Number(this.answer.headers['retry-after'] ?? 0);
    return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 10) : 0;
  }

  refused({ method, path }: ApiRequest): Refused {
    return new Refused(`${method} ${path}`, this.answer.status, this.refusal);
  }
}

async function attempt(
  transport: Transport,
  request: ApiRequest,
  { signal, now }: Pick<CallOptions, 'signal' | 'now'>,
): Promise<ApiAnswer> {
  const answer = await transport.send(request, signal);
  if (answer.status < 300) return answer;
  throw new Unsuccessful(answer, now());
}

function mayRepeat({ method }: ApiRequest, error: Error): boolean {
  const reads = method === 'GET';
  if (!(error instanceof Unsuccessful)) return reads;
  const { status } = error.answer;
  if (status === 429) return true;
  if (error.refusal.problem !== undefined) return status === 503;
  return reads && status >= 500;
}
