import { describe, expect, test } from '@jest/globals';
import { ApiStatusFailure } from '../../../shared/kubernetes/failures.ts';
import { networkFailure } from '../../../shared/kubernetes/networkFailures.ts';
import { decideRetry, type RetryInput } from '../../../shared/kubernetes/retry.ts';
import { timeoutFailure } from '../../../shared/kubernetes/timeouts.ts';
import { advice } from '../../../shared/targets/advice.ts';

const request = { host: 'api.example:6443', method: 'PATCH', path: '/x' };
const status = (code: number) => new ApiStatusFailure(code, { isStatus: true, causes: [] }, request, advice);
const reset = networkFailure(Object.assign(new Error(), { code: 'ECONNRESET' }), request);
const now = Date.parse('2026-03-01T12:00:00Z');

function decide(input: Partial<RetryInput> & Pick<RetryInput, 'failure'>) {
  return decideRetry({
    attempts: 1,
    retryAfter: undefined,
    reusedConnection: false,
    remaining: 60_000,
    now,
    random: () => 0,
    ...input,
  });
}

describe('a request is sent again', () => {
  test.each([
    ['when throttled', { failure: status(429) }, 0],
    ['as Retry-After says, in seconds', { failure: status(429), retryAfter: '3' }, 3000],
    [
      'as Retry-After says, as a date',
      { failure: status(503), retryAfter: 'Sun, 01 Mar 2026 12:00:05 GMT' },
      5000,
    ],
    [
      'after a server error, with a pause that grows',
      { failure: status(500), attempts: 3, random: () => 1 },
      2000,
    ],
    ['at once when a kept-alive connection had been closed', { failure: reset, reusedConnection: true }, 0],
    ['once when a new connection was reset', { failure: reset }, 0],
  ])('%s', (_, input, afterMilliseconds) => {
    expect(decide(input)).toEqual({ retry: true, afterMilliseconds });
  });
});

describe('a request is given up', () => {
  test.each([
    ['after four attempts', { failure: status(503), attempts: 4 }, '4 attempts were made'],
    ['when forbidden', { failure: status(403) }, 'forbidden does not heal within a push'],
    [
      'when it timed out',
      { failure: timeoutFailure(request, 10, { ofProxy: false, wait: 'the answer' }) },
      'timeout does not heal within a push',
    ],
    [
      'when the server asks for a minute’s pause',
      { failure: status(429), retryAfter: '60' },
      'the server asks for a longer pause',
    ],
    [
      'when the push ends first',
      { failure: status(429), retryAfter: '5', remaining: 4000 },
      'the cluster’s time limit comes first',
    ],
    [
      'when a new connection is reset twice',
      { failure: reset, attempts: 2 },
      'unreachable does not heal within a push',
    ],
  ])('%s', (_, input, because) => {
    expect(decide(input)).toEqual({ retry: false, because });
  });
});
