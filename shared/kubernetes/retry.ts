import type { Failure } from '../failure.ts';
import { ApiStatusFailure } from './failures.ts';
import { NoKubernetesApi } from './noKubernetesApi.ts';

export interface RetryInput {
  failure: Failure;
  /** Attempts made so far, at least 1. */
  attempts: number;
  /** The answer's Retry-After header, if any: seconds or an HTTP date. */
  retryAfter: string | undefined;
  /** Whether the connection had been used before: a server may close such a connection at any time. */
  reusedConnection: boolean;
  /** Milliseconds until the cluster's time limit. */
  remaining: number;
  now: number;
  random: () => number;
}

export type RetryVerdict = { retry: false; because: string } | { retry: true; afterMilliseconds: number };

const maximumAttempts = 4;
const baseMilliseconds = 250;
const longestWait = 20_000;

/**
 * Whether to send a request again. Every request may be repeated: applies and deletes are idempotent, and JSON patches
 * test the resourceVersion. Uses full jitter, as
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ recommends.
 */
export function decideRetry(input: RetryInput): RetryVerdict {
  const { failure, attempts } = input;
  if (attempts >= maximumAttempts) return { retry: false, because: `${attempts} attempts were made` };

  const wait = waitFor(input);
  if (wait === undefined) return { retry: false, because: `${failure.kind} does not heal within a push` };
  if (wait > longestWait) return { retry: false, because: 'the server asks for a longer pause' };
  if (wait >= input.remaining) return { retry: false, because: 'the cluster’s time limit comes first' };
  return { retry: true, afterMilliseconds: wait };
}

function waitFor({
  failure,
  attempts,
  retryAfter,
  reusedConnection,
  now,
  random,
}: RetryInput): number | undefined {
  const jittered = Math.ceil(random() * baseMilliseconds * 2 ** attempts);
  const status = failure.status;
  // A webhook that cannot be reached may be starting; one that hangs costs its time limit on each attempt.
  if (failure.kind === 'denied') return isUnanswered(failure) && attempts === 1 ? jittered : undefined;
  if (status === 429 || (status !== undefined && status >= 500)) {
    const asked = retryAfterMilliseconds(retryAfter, now);
    // Jitter is added to the requested pause: otherwise all workers would return in the same instant.
    return asked === undefined ? jittered : asked + Math.ceil(random() * baseMilliseconds);
  }
  const gotNoAnswer = status === undefined && !(failure instanceof NoKubernetesApi);
  if (gotNoAnswer && failure.kind === 'unreachable')
    return reusedConnection ? 0 : attempts === 1 ? jittered : undefined;
  return undefined;
}

function isUnanswered(failure: Failure): boolean {
  return failure instanceof ApiStatusFailure && failure.denial?.how === 'unanswered';
}

/** Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterMilliseconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
