import { describe, expect, test } from '@jest/globals';
import { notHeldIn } from '../../../../cli/bootstrap/rbac/escalation.ts';
import { lackOf, lacksOf } from '../../../../cli/bootstrap/rbac/lackOf.ts';
import type { Manifest } from '../../../../shared/rbac/manifestsOf.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const manifest = (kind: string, name: string, namespace?: string): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});
const status = (code: number, message: string, details: object = {}) => ({
  status: code,
  body: { kind: 'Status', message, reason: 'Forbidden', details },
});
const forbidden = (resource: string, namespace: string, verb = 'patch') =>
  status(
    403,
    `${resource}.rbac.authorization.k8s.io "pullpass" is forbidden: User "lead" cannot ${verb} resource "${resource}" in API group "rbac.authorization.k8s.io" in the namespace "${namespace}"`,
  );
// As a kube-apiserver 1.34.4 wrote it.
const escalation =
  'clusterroles.rbac.authorization.k8s.io "pullpass" is forbidden: user "ded" (groups=["dedicated-admins" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
  '{APIGroups:[""], Resources:["secrets"], ResourceNames:["x"], Verbs:["get" "create" "patch" "delete" "list"]}\n' +
  '{APIGroups:[""], Resources:["secrets"], ResourceNames:["y"], Verbs:["list"]}\n' +
  '{APIGroups:["config.openshift.io"], Resources:["infrastructures"], ResourceNames:["cluster"], Verbs:["get"]}\n' +
  '{APIGroups:[""], Resources:["secrets"], ResourceNames:["z"], Verbs:["list"]}';

describe('what an admin does not hold', () => {
  test('is read from the words of the API server, names of one kind together', () => {
    expect(notHeldIn(escalation)).toEqual([
      'get, create, patch, delete, list secrets x',
      'list secrets y, z',
      'get infrastructures.config.openshift.io cluster',
    ]);
  });

  test.each([
    ['another refusal', 'roles "x" is forbidden: User "a" cannot patch resource "roles"'],
    ['words and no rules', 'attempting to grant RBAC permissions not currently held:\nsomething'],
    ['nothing', ''],
  ])('is not read from %s', (_, message) => {
    expect(notHeldIn(message)).toEqual([]);
  });
});

describe('a refused dry run', () => {
  test('of a role in many namespaces and of its bindings is one lack, with the targets that need it', () => {
    const singles = ['payments', 'orders', 'a', 'b', 'c', 'd'].flatMap((namespace) =>
      ['Role', 'RoleBinding'].flatMap(
        (kind) =>
          lackOf(
            { manifest: manifest(kind, 'pullpass', namespace), targets: ['apps'] },
            forbidden(kind === 'Role' ? 'roles' : 'rolebindings', namespace),
          ) ?? [],
      ),
    );
    const [lack, ...more] = lacksOf(singles);
    expect(more).toEqual([]);
    expect(lack).toMatchObject({
      because: 'forbidden',
      targets: ['apps'],
      message:
        'This account may not patch the Role and RoleBinding pullpass in payments, orders, a, b, c and 1 more. Needed by apps.',
    });
    expect(lack?.refs).toHaveLength(12);
  });

  test('of a ClusterRole says to name the namespaces', () => {
    const single = lackOf(
      { manifest: manifest('ClusterRole', 'pullpass-everywhere') },
      status(403, escalation),
    );
    const [lack] = lacksOf(single === undefined ? [] : [single]);
    expect(lack).toMatchObject({ because: 'escalation' });
    expect(lack?.remedy).toContain('name the namespaces');
  });

  test('in the cluster’s own namespaces is kept apart from others, with its own remedy', () => {
    const lacks = lacksOf(
      ['payments', 'kube-system'].flatMap(
        (namespace) =>
          lackOf({ manifest: manifest('Role', 'pullpass', namespace) }, forbidden('roles', namespace)) ?? [],
      ),
    );
    expect(lacks.map(({ remedy }) => remedy.split('; or ')[1] ?? remedy)).toEqual([
      'become an admin of payments.',
      'Have a cluster-admin apply what -o yaml prints, and run this again: kube-system belongs to the cluster itself.',
    ]);
  });

  test('of a binding whose role does not exist yet says nothing of the binding', () => {
    const answer = status(404, 'roles.rbac.authorization.k8s.io "pullpass" not found', {
      kind: 'rolebindings',
    });
    expect(lackOf({ manifest: manifest('RoleBinding', 'pullpass', 'payments') }, answer)).toBeUndefined();
  });

  test('in a missing namespace names it', () => {
    const answer = status(404, 'namespaces "nowhere" not found', { kind: 'namespaces', name: 'nowhere' });
    const single = lackOf({ manifest: manifest('Role', 'pullpass', 'nowhere'), targets: ['apps'] }, answer);
    expect(lacksOf(single === undefined ? [] : [single])).toMatchObject([
      { because: 'no-namespace', message: 'The namespace nowhere does not exist. Needed by apps.' },
    ]);
  });

  test('by a webhook is reported in its words', () => {
    const answer = status(403, 'admission webhook "no.roles" denied the request: not here');
    const single = lackOf({ manifest: manifest('Role', 'pullpass', 'payments') }, answer);
    expect(single).toMatchObject({
      because: 'refused',
      what: 'admission webhook "no.roles" denied the request: not here',
    });
  });

  test('by something that is not an API server is reported by its status', () => {
    const single = lackOf(
      { manifest: manifest('Role', 'pullpass', 'payments') },
      { status: 418, body: undefined },
    );
    expect(single).toMatchObject({ because: 'refused', what: 'HTTP 418' });
  });
});
