import pRetry from 'p-retry';
import type { Watching } from '../program/io.ts';
import { readRefusal } from './refusal.ts';
import { Refused } from './refused.ts';
import type { ApiAnswer, ApiRequest, Transport } from './transport.ts';
import { explainUnanswered } from './unanswered.ts';

/** Retries after the first attempt. */
const retries = 4;
/** Milliseconds before the first retry, and at random up to twice as long; each further one waits twice as long. */
const firstPause = 500;

/** Sends a request, and retries it if the API said that it did nothing. Returns the answer. */
export type Call = (request: ApiRequest) => Promise<ApiAnswer>;

/**
 * Calls over a transport. Reads are retried whenever no answer came. Changes are retried only if the API says that it
 * refused because it was busy: a change without an answer may have been made.
 *
 * @param watching its signal aborts a request under way
 * @returns rejects with Refused for every status from 300 on, and with a CommandError if no answer came
 */
export function callOver(transport: Transport, { signal, now, sleep }: Watching): Call {
  return (request) =>
    pRetry(() => attempt(transport, request, { signal, now }), {
      retries,
      minTimeout: 0,
      signal,
      async onFailedAttempt({ error, attemptNumber, retriesLeft }) {
        if (retriesLeft === 0 || !mayRepeat(request, error)) throw error;
        await sleep(pauseAfter(attemptNumber, error), signal);
      },
    }).catch((error: unknown) => {
      if (error instanceof Refused) throw error;
      signal.throwIfAborted();
      throw explainUnanswered(error, request);
    });
}

async function attempt(
  transport: Transport,
  request: ApiRequest,
  { signal, now }: Pick<Watching, 'signal' | 'now'>,
): Promise<ApiAnswer> {
  const answer = await transport.send(request, signal);
  if (answer.status < 300) return answer;
  const { status, headers, text } = answer;
  const refusal = readRefusal(status, text, { sentAt: headers['date'], now: now() });
  throw new Refused(`${request.method} ${request.path}`, status, refusal, retryAfter(headers['retry-after']));
}

/** Milliseconds, not less than the answer asks for; random, so that many programs do not come back together. */
function pauseAfter(attempt: number, error: Error): number {
  const asked = error instanceof Refused ? error.retryAfter * 1_000 : 0;
  return asked + firstPause * 2 ** (attempt - 1) * (1 + Math.random());
}

/** Seconds that an answer asks for; at most 10. */
function retryAfter(header = '0'): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 10) : 0;
}

function mayRepeat({ method }: ApiRequest, error: Error): boolean {
  const reads = method === 'GET';
  if (!(error instanceof Refused)) return reads;
  const { status, problem } = error;
  if (status === 429) return true;
  if (problem !== undefined) return status === 503;
  return reads && status >= 500;
}
