import { describe, expect, test } from '@jest/globals';
import { readRefusal } from '../../../cli/api/refusal.ts';
import { Refused } from '../../../cli/api/refused.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const refused = (status: number, text: string, sentAt = 'Sun, 01 Mar 2026 12:00:00 GMT') =>
  new Refused('GET /fleet', status, readRefusal(status, text, { sentAt, now }));
const gateway = (message: string) => JSON.stringify({ message });

describe('a 403 of API Gateway', () => {
  test('with a right clock suggests another principal', () => {
    const { remedy, exitCode, problem } = refused(403, gateway('Forbidden'));
    expect(remedy).toContain('execute-api:Invoke');
    expect({ exitCode, problem }).toEqual({ exitCode: 4, problem: undefined });
  });

  test.each([
    ['Sun, 01 Mar 2026 12:07:00 GMT', 'It is 7 minutes slow.'],
    ['Sun, 01 Mar 2026 11:48:00 GMT', 'It is 12 minutes fast.'],
  ])('sent at %s says how wrong this machine’s clock is', (sentAt, said) => {
    const { remedy, exitCode } = refused(403, gateway('Forbidden'), sentAt);
    expect(remedy).toContain(`Set this machine's clock`);
    expect(remedy).toContain(said);
    expect(exitCode).toBe(4);
  });

  test('without a date, and with AWS’s words about the clock, says the same', () => {
    const message = 'Signature expired: 20260301T114000Z is now earlier than 20260301T115500Z';
    const { remedy } = new Refused('GET /fleet', 403, readRefusal(403, gateway(message), { now }));
    expect(remedy).toMatch(/^Set this machine's clock: .* too early or too late\.$/);
  });

  test('for an expired token suggests signing in', () => {
    expect(refused(403, gateway('The security token included in the request is expired')).remedy).toContain(
      'aws sso login',
    );
  });
});

test('what is not PullPass’s API is reported as that', () => {
  const { message, remedy } = refused(404, '<html>nginx</html>');
  expect(message).toBe('GET /fleet was answered with 404: the answer (404) does not come from PullPass.');
  expect(remedy).toContain('ApiUrl');
});

test('PullPass’s own refusal is reported in its words, with each failed check and its remedy', () => {
  const problem = {
    type: 'urn:pullpass:problem:preflight',
    title: 'A preflight check failed',
    status: 422,
    detail: '1 check failed.',
    checks: [
      { check: 'tls', result: 'passed', message: 'The certificate verifies.' },
      {
        check: 'identity',
        result: 'failed',
        message: 'It is not accepted.',
        kind: 'unauthorized',
        remedy: 'Make a new token.',
      },
    ],
  };
  const error = refused(422, JSON.stringify(problem));
  expect(error.message).toBe(
    'GET /fleet was answered with 422: A preflight check failed:\n  ✗ identity: It is not accepted.\n    → Make a new token.',
  );
  expect(error.type).toBe('preflight');
});
