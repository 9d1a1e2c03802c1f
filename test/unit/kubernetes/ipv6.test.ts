import { expect, test } from '@jest/globals';
import { networkFailure } from '../../../shared/kubernetes/networkFailures.ts';

const request = { method: 'GET', path: '/version', host: 'api.example.com:6443' };
const failed = (code: string, address: string) => Object.assign(new Error(), { code, address });
const both = (...errors: Error[]) => Object.assign(new AggregateError(errors), { code: 'ENETUNREACH' });

test.each([
  ['one address', failed('ENETUNREACH', '2001:db8::1')],
  ['no such family', failed('EAFNOSUPPORT', '2001:db8::1')],
  ['several addresses', both(failed('ENETUNREACH', '2001:db8::1'), failed('ENETUNREACH', '2001:db8::2'))],
])('an API server that only has IPv6 is reported as that: %s', (_, error) => {
  expect(networkFailure(error, request as never)).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('has only IPv6 addresses'),
    remedy: expect.stringMatching(
      /use IPv4 only\. Give the API server at api\.example\.com:6443 an IPv4 address/,
    ),
  });
});

test.each([
  ['IPv4 too', both(failed('ENETUNREACH', '2001:db8::1'), failed('ETIMEDOUT', '192.0.2.1'))],
  ['IPv4', failed('ENETUNREACH', '192.0.2.1')],
  ['an answer over IPv6', failed('ECONNREFUSED', '2001:db8::1')],
])('and one that has %s is not', (_, error) => {
  expect(networkFailure(error, request as never).message).not.toContain('IPv6');
});
