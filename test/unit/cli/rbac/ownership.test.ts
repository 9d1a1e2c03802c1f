import { describe, expect, test } from '@jest/globals';
import type { Found } from '../../../../cli/bootstrap/rbac/objects.ts';
import { ownOf } from '../../../../cli/bootstrap/rbac/ownership.ts';
import { identityValue, labelsOf, partOf } from '../../../../shared/rbac/labels.ts';

const identity = { namespace: 'pullpass', name: 'pullpass' };
const other = { namespace: 'infra', name: 'pullpass' };

const object = (kind: string, namespace: string, labels: object, more: object = {}): Found =>
  ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'pullpass', namespace, labels, uid: '1', resourceVersion: '1' },
    ...more,
  }) as Found;
const binds = (...subjects: { namespace: string; name: string }[]) => ({
  roleRef: { kind: 'Role', name: 'pullpass' },
  subjects: subjects.map((each) => ({ kind: 'ServiceAccount', ...each })),
});

describe('of an identity is', () => {
  const own = (...objects: Found[]) =>
    ownOf(objects, identity).map(({ kind, metadata }) => `${kind} ${metadata.namespace}`);

  test('what carries its label, and nothing that carries that of another', () => {
    expect(own(object('Role', 'a', labelsOf(identity)), object('Role', 'b', labelsOf(other)))).toEqual([
      'Role a',
    ]);
  });

  test('what was made before identities were noted on it, if it binds only this identity', () => {
    expect(
      own(
        object('Role', 'a', partOf),
        object('RoleBinding', 'a', partOf, binds(identity)),
        object('Role', 'b', partOf),
        object('RoleBinding', 'b', partOf, binds(other)),
        object('Role', 'c', partOf),
        object('RoleBinding', 'c', partOf, binds(identity, other)),
        object('Role', 'd', partOf),
        object('RoleBinding', 'e', partOf, binds()),
      ),
    ).toEqual(['Role a', 'RoleBinding a']);
  });

  test('nothing without the labels of PullPass, whatever it binds', () => {
    const { 'pullpass.io/identity': value = '' } = labelsOf(identity);
    expect(own(object('RoleBinding', 'a', { 'pullpass.io/identity': value }, binds(identity)))).toEqual([]);
  });
});

describe('the label of an identity', () => {
  const valid = /^[a-z0-9A-Z]([-a-z0-9A-Z._]{0,61}[a-z0-9A-Z])?$/;

  test('names it, as far as a label can', () => {
    expect(identityValue(identity)).toBe('pullpass.pullpass');
    const long = { namespace: 'n'.repeat(63), name: `${'a'.repeat(200)}.b` };
    expect(identityValue(long)).toMatch(valid);
    expect(identityValue({ ...long, name: `${long.name}x` })).not.toBe(identityValue(long));
  });

  test('differs between any two, even if names contain dots', () => {
    expect(identityValue({ namespace: 'a', name: 'b.c' })).not.toBe(
      identityValue({ namespace: 'a-b', name: 'c' }),
    );
  });
});
