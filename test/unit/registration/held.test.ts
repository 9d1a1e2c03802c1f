import { expect, test } from '@jest/globals';
import { heldAnswer } from '../../../functions/registration/preflight/heldAnswer.ts';
import { heldChecks } from '../../../functions/registration/preflight/heldChecks.ts';
import type { HeldFinding } from '../../../shared/preflight/findings.ts';

const at = (namespace: string, fields: Partial<HeldFinding> = {}): HeldFinding => ({
  target: 'apps',
  namespace,
  secrets: [{ name: 's', seen: { as: 'written', until: Date.parse('2026-03-02T19:00:00Z') } }],
  links: [{ account: 'default', seen: { there: true, lacks: [] } }],
  ...fields,
});
const lacking = { secrets: [{ name: 's', seen: { as: 'missing' as const, because: 'does not exist' } }] };
const unasked = { secrets: [{ name: 's', seen: { because: 'the time for checks had run out' } }] };
const all = [
  ...Array.from({ length: 1_000 }, (_, index) => at(`n${index}`)),
  at('late', unasked),
  at('empty', lacking),
];

test('1,000 namespaces are listed, worst first, with how many more there are', () => {
  const { namespaces, furtherNamespaces } = heldAnswer({ found: all, notYet: undefined });
  expect(namespaces).toHaveLength(1_000);
  expect(namespaces.slice(0, 3).map(({ namespace }) => namespace)).toEqual(['empty', 'late', 'n0']);
  expect(furtherNamespaces).toBe(2);
});

test('the checks speak of all of them, and what there was no time for is unchecked', () => {
  expect(
    heldChecks({ found: all, notYet: undefined }).map(({ check, result, message }) => [
      check,
      result,
      message.replace(/: n0, .*/, ''),
    ]),
  ).toEqual([
    ['secrets', 'failed', 'Secret s does not exist in namespace empty.'],
    ['secrets', 'passed', 'Secret s is as PullPass wrote it in 1000 namespaces'],
    [
      'secrets',
      'unchecked',
      'Secret s could not be looked at (the time for checks had run out) in namespace late.',
    ],
    ['links', 'passed', 'Service account default names its secrets in 1002 namespaces'],
  ]);
});

test('what was not written yet is not missing', () => {
  const [first] = heldChecks({ found: [at('a', lacking)], notYet: 'the first push has not ended' });
  expect(first).toMatchObject({ result: 'unchecked', message: expect.stringContaining('first push') });
});

test('a missing service account has nothing to link', () => {
  const found = [at('a', { links: [{ account: 'builder', seen: { there: false } }] })];
  expect(heldChecks({ found, notYet: undefined }).map(({ check }) => check)).toEqual(['secrets']);
  expect(heldAnswer({ found, notYet: undefined }).namespaces[0]?.links).toEqual([
    { serviceAccount: 'builder', result: 'unchecked', message: 'does not exist' },
  ]);
});

test('an expiry that is not a time, as somebody may have written it, is left out', () => {
  const seen = { as: 'wrong' as const, because: 'was changed', until: Number.NaN };
  const [row] = heldAnswer({
    found: [at('a', { secrets: [{ name: 's', seen }] })],
    notYet: undefined,
  }).namespaces;
  expect(row?.secrets).toEqual([{ name: 's', result: 'failed', message: 'was changed' }]);
});
