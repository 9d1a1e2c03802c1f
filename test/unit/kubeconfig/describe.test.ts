import { expect, test } from '@jest/globals';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { certificate } from './support/certificates.ts';
import { jwt } from './support/kubeconfigs.ts';

const withCredential = (credential: Kubeconfig['credential']): Kubeconfig => ({
  server: 'https://api.example.com',
  credential,
});

test('a JWT expires when its exp says', () => {
  const token = jwt({ exp: Date.parse('2031-02-03T04:05:06Z') / 1000, iss: 'kubernetes/serviceaccount' });
  expect(describeCredential(withCredential({ token }))).toEqual({ expiresAt: '2031-02-03T04:05:06.000Z' });
});

test('a client certificate expires at its notAfter', async () => {
  const { cert, key } = await certificate(new Date('2031-02-03T04:05:06Z'));
  const kubeconfig = withCredential({ clientCertificate: cert, clientKey: key });
  expect(describeCredential(kubeconfig)).toEqual({ expiresAt: '2031-02-03T04:05:06.000Z' });
});

test.each([
  ['an opaque token', 'opaque'],
  ['a service account token without an end', jwt({ iss: 'kubernetes/serviceaccount' })],
  ['a token with two dots and no JSON', 'a.b.c'],
  ['a token whose claims are null', jwt(null)],
  ['a token whose exp is text', jwt({ exp: '2031' })],
  ['a token whose exp is after the year 9999, and would sort before all others', jwt({ exp: 1e12 })],
  ['a token whose exp is beyond all dates', jwt({ exp: 8.64e15 })],
  ['a token of five parts (JWE)', `${jwt({ exp: 1 })}.d.e`],
])('%s has no known expiry', (_scenario, token) => {
  expect(describeCredential(withCredential({ token }))).toEqual({});
});
