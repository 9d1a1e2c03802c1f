import { describe, expect, test } from '@jest/globals';
import { differences } from '../../../../cli/bootstrap/rbac/differences.ts';
import type { Found } from '../../../../cli/bootstrap/rbac/objects.ts';
import type { Manifest } from '../../../../shared/rbac/manifestsOf.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const secrets = {
  apiGroups: [''],
  resources: ['secrets'],
  resourceNames: ['a', 'b'],
  verbs: ['get', 'patch'],
};
const seen = { uid: '1', resourceVersion: '1' };

const role = (rules: object[], more: object = {}): Manifest => ({
  apiVersion,
  kind: 'Role',
  metadata: { name: 'pullpass', namespace: 'payments', labels: { 'app.kubernetes.io/part-of': 'pullpass' } },
  rules,
  ...more,
});
const found = (manifest: Manifest): Found =>
  ({ ...manifest, metadata: { ...manifest.metadata, ...seen } }) as Found;

describe('a role means the same', () => {
  test.each<[string, object[]]>([
    [
      'with its verbs and names in another order',
      [{ ...secrets, verbs: ['patch', 'get'], resourceNames: ['b', 'a'] }],
    ],
    ['with a rule for each name', ['a', 'b'].map((name) => ({ ...secrets, resourceNames: [name] }))],
    ['with a rule for each verb', ['get', 'patch'].map((verb) => ({ ...secrets, verbs: [verb] }))],
    ['with a rule twice', [secrets, secrets]],
  ])('%s', (_, rules) => {
    expect(differences(role([secrets]), found(role(rules)))).toEqual([]);
  });

  test('with labels that others added', () => {
    const there = found(role([secrets]));
    there.metadata.labels = { ...there.metadata.labels, team: 'x' };
    expect(differences(role([secrets]), there)).toEqual([]);
  });
});

test.each<[string, object[], string[]]>([
  ['a verb less', [{ ...secrets, verbs: ['get'] }], ['adds patch secrets a', 'adds patch secrets b']],
  [
    'a verb more',
    [{ ...secrets, verbs: ['get', 'patch', 'list'] }],
    ['takes away list secrets a', 'takes away list secrets b'],
  ],
  [
    'all names',
    [{ ...secrets, resourceNames: [] }],
    ['adds get, patch secrets a', 'adds get, patch secrets b', 'takes away get, patch secrets (all)'],
  ],
  [
    'another group',
    [secrets, { ...secrets, apiGroups: ['x.io'], resourceNames: ['a'], verbs: ['get'] }],
    ['takes away get secrets.x.io a'],
  ],
  ['nothing', [], ['adds get, patch secrets a', 'adds get, patch secrets b']],
])('a role with %s differs', (_, rules, expected) => {
  expect(differences(role([secrets]), found(role(rules)))).toEqual(expected);
});

test('a role without rules, as some API servers send it, differs and causes no error', () => {
  expect(differences(role([secrets]), { ...found(role([])), rules: null })).toHaveLength(2);
});

test('a ClusterRole that others made take its rules from elsewhere differs', () => {
  const kind = 'ClusterRole';
  const there = found(role([secrets], { kind, aggregationRule: { clusterRoleSelectors: [] } }));
  expect(differences(role([secrets], { kind }), there)).toEqual(['takes its rules from other ClusterRoles']);
});

test('a binding that binds others too differs, and so does one that binds nobody', () => {
  const subjects = [{ kind: 'ServiceAccount', namespace: 'pullpass', name: 'pullpass' }];
  const binding = role([], { kind: 'RoleBinding', subjects });
  const more = [...subjects, { kind: 'User', name: 'eve' }];
  expect(differences(binding, found({ ...binding, subjects: more }))).toEqual(['no longer binds User eve']);
  expect(differences(binding, { ...found(binding), subjects: null })).toEqual([
    'binds ServiceAccount pullpass/pullpass',
  ]);
});

test('an object without labels differs, and so does one that mounts its token', () => {
  const account = { ...role([]), kind: 'ServiceAccount', automountServiceAccountToken: false };
  const there = found({ ...account, automountServiceAccountToken: true, metadata: { name: 'pullpass' } });
  expect(differences(account, there)).toEqual([
    'label app.kubernetes.io/part-of: pullpass',
    'automountServiceAccountToken: false',
  ]);
});
