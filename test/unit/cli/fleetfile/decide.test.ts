import { expect, test } from '@jest/globals';
import { type Decision, decideFleet } from '../../../../cli/fleetfile/change/decide.ts';
import { differences } from '../../../../cli/fleetfile/change/differences.ts';
import { appliedOf } from '../../../../cli/fleetfile/change/result.ts';
import { judge } from '../../../../cli/fleetfile/load.ts';
import { notSignedIn } from '../../../../cli/program/errors.ts';
import { registered } from '../../../support/fleetfile/arbitrary.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const fields = {
  registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
  targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
};
const access = { kubeconfig: { file: 'eu.kubeconfig' } };

function decide(
  entries: object[],
  fleet: ReturnType<typeof registered>[],
  wishes: { prune?: boolean; rotate?: boolean } = {},
): Decision[] {
  const text = JSON.stringify({ clusters: entries });
  const { clusters, faults } = judge([{ name: 'fleet.yaml', folder: '/', text }]);
  expect(faults).toEqual([]);
  return decideFleet(clusters, fleet, { prune: false, rotate: false, now, ...wishes });
}

const one = (entry: object, status?: object, wishes = {}) =>
  decide([{ name: 'a', ...fields, ...entry }], [registered('a', fields, status)], wishes)[0];

const problem = (kind: string) => ({
  problems: [{ kind, message: '', remedy: '', namespaces: [], count: 0, uncovered: 0 }],
});

test.each<[string, object, object, object, string, string | undefined]>([
  ['it works', { access }, {}, {}, 'same', undefined],
  [
    'the cluster refused it',
    { access },
    problem('unauthorized'),
    {},
    'rotate',
    'The cluster refused the stored credential.',
  ],
  [
    'the stored one cannot be used',
    { access },
    problem('kubeconfig'),
    {},
    'rotate',
    'The stored kubeconfig cannot be used.',
  ],
  ['something else fails', { access }, problem('forbidden'), {}, 'same', undefined],
  [
    'a record of the version before says so',
    { access },
    { error: { kind: 'unauthorized', message: '', remedy: '' } },
    {},
    'rotate',
    'The cluster refused the stored credential.',
  ],
  [
    'it has ended',
    { access },
    { kubeconfig: { server: 'https://a', expiresAt: '2026-11-29T12:00:00Z' } },
    {},
    'rotate',
    'The stored credential ended at 2026-11-29T12:00:00Z.',
  ],
  [
    'it ends soon',
    { access },
    { kubeconfig: { server: 'https://a', expiresAt: '2026-11-29T12:00:01Z' } },
    {},
    'same',
    undefined,
  ],
  ['--rotate', { access }, {}, { rotate: true }, 'rotate', '--rotate asks for it.'],
  ['--rotate without access', {}, {}, { rotate: true }, 'same', undefined],
  ['refused, and no access', {}, problem('unauthorized'), {}, 'same', undefined],
  ['changed, and it works', { access, site: 'east' }, {}, {}, 'change', undefined],
  [
    'changed, and refused',
    { access, site: 'east' },
    problem('unauthorized'),
    {},
    'change',
    'The cluster refused the stored credential.',
  ],
])('the credential of the file: %s', (_, entry, status, wishes, act, credential) => {
  const decision = one(entry, status, wishes);
  expect(decision?.act).toBe(act);
  expect(decision !== undefined && 'credential' in decision ? decision.credential : undefined).toBe(
    credential,
  );
});

test.each([
  [{ paused: true }, {}, 'same'],
  [{ paused: true }, { paused: false }, 'change'],
  [{ paused: true }, { paused: true }, 'same'],
  [{}, { paused: true }, 'change'],
])('a cluster that is %j and in the file %j: %s', (is, says, act) => {
  expect(decide([{ name: 'a', ...fields, ...says }], [registered('a', { ...fields, ...is })])[0]?.act).toBe(
    act,
  );
});

test('the context that was registered is not a difference', () => {
  expect(decide([{ name: 'a', ...fields }], [registered('a', { ...fields, context: 'x' })])[0]?.act).toBe(
    'same',
  );
});

test('what is in no file is kept, pruned, or already deregistering', () => {
  const fleet = [registered('a', fields), registered('b', fields, { phase: 'Deregistering' })];
  expect(decide([], fleet).map(({ act }) => act)).toEqual(['keep', 'same']);
  expect(decide([], fleet, { prune: true }).map(({ act }) => act)).toEqual(['deregister', 'same']);
});

test('entries are compared by name, and fields as deep as both sides have the same structure', () => {
  const before = {
    labels: { a: '1', b: '1' },
    targets: [
      { name: 'p', namespaces: { include: ['a'] } },
      { name: 'q', kind: 'x' },
    ],
    site: 'east',
  };
  const after = {
    labels: { a: '2', c: '1' },
    targets: [
      { name: 'r', kind: 'y' },
      { name: 'p', namespaces: { include: ['a', 'b'] } },
    ],
  };
  expect(differences(before, after)).toEqual([
    { field: 'labels.a', before: '1', after: '2' },
    { field: 'labels.b', before: '1' },
    { field: 'labels.c', after: '1' },
    { field: 'targets.p.namespaces.include', before: ['a'], after: ['a', 'b'] },
    { field: 'targets.q', before: { name: 'q', kind: 'x' } },
    { field: 'targets.r', after: { name: 'r', kind: 'y' } },
    { field: 'site', before: 'east' },
  ]);
  expect(
    differences({ targets: [{ name: 'p' }, { name: 'q' }] }, { targets: [{ name: 'q' }, { name: 'p' }] }),
  ).toEqual([{ field: 'targets (their order)', before: ['p', 'q'], after: ['q', 'p'] }]);
});

test('a credential that does not work, and was replaced without a request, is a failure', () => {
  const decision = one({ access }, problem('unauthorized'));
  if (decision?.act !== 'rotate') throw new Error('expected a rotation');
  const { version } = decision.current;
  expect(appliedOf({ decision }, { is: 'done', value: { version: version + 1 } })).toMatchObject({
    result: 'done',
  });
  expect(appliedOf({ decision }, { is: 'done', value: { version } })).toEqual({
    name: 'a',
    act: 'rotate',
    result: 'failed',
    message: 'The cluster refused the stored credential. The one in eu.kubeconfig is the same.',
    remedy: 'Make a new credential in the cluster, write its kubeconfig there, and apply again.',
  });
});

test('a caller whose sign-in has expired is told so by the exit code', () => {
  const decision = one({ access }, {}, { rotate: true });
  if (decision === undefined) throw new Error('expected a decision');
  const error = notSignedIn('AWS refuses the credentials: they ended.', 'Sign in again.');
  expect(appliedOf({ decision }, { is: 'failed', error })).toMatchObject({ result: 'unknown', signIn: true });
});
