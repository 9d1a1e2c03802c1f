import { expect, test } from '@jest/globals';
import { explainAws } from '../../../cli/connect/explainAws.ts';

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const explained = (error: Error) => explainAws(error, 'CloudFormation was asked', { denied: 'Allow it.' });

test.each([
  [
    'an expired SSO session',
    named(
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    ),
    4,
    /^aws sso login/,
  ],
  [
    'a missing profile',
    named(
      'CredentialsProviderError',
      'Could not resolve credentials using profile: [flet] in configuration/credentials file(s).',
    ),
    4,
    /aws configure list-profiles/,
  ],
  [
    'nobody signed in',
    named('CredentialsProviderError', 'Could not load credentials from any providers'),
    4,
    /^Sign in/,
  ],
  [
    'an expired token',
    named('ExpiredToken', 'The security token included in the request is expired'),
    4,
    /^Sign in/,
  ],
  [
    'keys that nobody has',
    named('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    4,
    /^Sign in/,
  ],
  ['a wrong clock', named('RequestTimeTooSkewed', 'The difference is too large'), 4, /^Set the clock/],
  [
    'a signature from a wrong clock',
    named(
      'SignatureDoesNotMatch',
      'Signature expired: 20260301T114000Z is now earlier than 20260301T115500Z',
    ),
    4,
    /^Set the clock/,
  ],
  [
    'no right',
    named('AccessDenied', 'User: arn:x is not authorized to perform: cloudformation:DescribeStacks'),
    1,
    /^Allow it/,
  ],
  ['no route', named('Error', 'getaddrinfo ENOTFOUND', { code: 'ENOTFOUND' }), 1, /region.*internet/],
])('%s has its own message and next step', (_, error, exitCode, remedy) => {
  const told = explained(error);
  expect(told.exitCode).toBe(exitCode);
  expect(told.remedy).toMatch(remedy);
});
