import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { causes, meanings } from '../../../cli/doctor/causes.ts';
import { decideVerdict } from '../../../cli/doctor/decideVerdict.ts';
import { type Check, check as checkSchema } from '../../../shared/api/schemas.ts';

const status = { phase: 'Healthy' as const, lastAttemptAt: '2026-03-02T07:00:00.000Z' };
const check = (name: Check['check'], result: Check['result'] = 'failed'): Check => ({
  check: name,
  result,
  message: `${name} ${result}`,
});
const causeOf = (checks: readonly Check[], fromHere?: readonly Check[]) =>
  decideVerdict({ status, checks, fromHere }).cause;

test('every check shows one cause', () => {
  const shown = Object.values(meanings).flatMap(({ checks }) => checks);
  expect(shown.toSorted()).toEqual(checkSchema.shape.check.options.toSorted());
});

test('the verdict is the first cause, in their order, of all that failed', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...checkSchema.shape.check.options), { minLength: 1 }), (names) => {
      const cause = causeOf(names.map((name) => check(name)));
      const place = (name: Check['check']) =>
        causes.findIndex((each) => each in meanings && meanings[each as 'reach'].checks.includes(name));
      expect(causes.indexOf(cause)).toBe(Math.min(...names.map(place)));
    }),
  );
});

test('what passed or was not checked is not a cause', () => {
  expect(decideVerdict({ status, checks: [check('reach', 'passed'), check('writes', 'unchecked')] })).toEqual(
    {
      cause: 'none',
      reason: 'Nothing wrong was found.',
      failed: [],
      notes: ['Not all could be checked: writes.'],
    },
  );
});

test('if everything passes now, a problem of the last push is still reported', () => {
  const problem = {
    kind: 'denied' as const,
    message: 'm',
    remedy: 'r',
    namespaces: [],
    count: 0,
    uncovered: 0,
  };
  expect(decideVerdict({ status: { ...status, problems: [problem] }, checks: [] })).toMatchObject({
    cause: 'push',
    reason: 'Every check passes now, but the last push reported a problem (denied).',
  });
});

test('if this machine cannot reach a cluster, that says nothing of the pushes', () => {
  expect(causeOf([check('reach', 'passed')], [check('reach')])).toBe('none');
});

test('a secret that its registry refuses is wrong, from whichever side that is seen', () => {
  expect(causeOf([check('secrets', 'passed')], [check('secrets')])).toBe('secrets');
});

test.each([
  ['passed', 'From this machine it works. Check the path from PullPass’s network'],
  ['failed', 'This machine does not reach it either: it may be down.'],
] as const)('both sides together say whose side it is: reach %s here', (result, words) => {
  const { notes } = decideVerdict({ status, checks: [check('reach')], fromHere: [check('reach', result)] });
  expect(notes[0]).toContain(words);
});

test('a paused cluster is reported as paused', () => {
  expect(decideVerdict({ status: { ...status, phase: 'Paused' }, checks: [] }).notes).toEqual([
    'It is paused: nothing in it is renewed.',
  ]);
});
