import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type ApiClient, applyPatch } from '../client.ts';
import { accountsOf, type Context, expectFailure, namespaces, secretsOf, shown } from '../context.ts';

const group = 'rbac.authorization.k8s.io';
const rbac = `/apis/${group}/v1`;
const rolesOf = (namespace: string) => `${rbac}/namespaces/${namespace}/roles`;
const bindingsOf = (namespace: string) => `${rbac}/namespaces/${namespace}/rolebindings`;
const readSecret = { apiGroups: [''], resources: ['secrets'], resourceNames: ['x'], verbs: ['get', 'patch'] };

const roleOf = (namespace: string, rules: object[] = [readSecret]) => ({
  apiVersion: `${group}/v1`,
  kind: 'Role',
  metadata: { name: 'reader', namespace, labels: { made: 'here' } },
  rules,
});

const bindingOf = (namespace: string, name: string, role = 'reader') => ({
  apiVersion: `${group}/v1`,
  kind: 'RoleBinding',
  metadata: { name: 'reader', namespace },
  roleRef: { apiGroup: group, kind: 'Role', name: role },
  subjects: [{ kind: 'ServiceAccount', namespace, name }],
});

const apply = (client: ApiClient, path: string, body: { metadata: { name: string } }, query = '') =>
  client.patch(`${path}/${body.metadata.name}?fieldManager=test&force=true${query}`, applyPatch, body);

/** A real API server's authorizer sees a change a moment later. */
async function until(status: number, ask: () => Promise<{ status: number }>): Promise<void> {
  for (;;) {
    const answer = await ask();
    if (answer.status === status) return;
    await delay(20);
  }
}

export function rolesContract(context: Context): void {
  test('a role and its binding let a service account do what they say, and nothing when they are gone', async () => {
    const { admin, as } = context();
    const namespace = await context().namespace();
    shown(await admin.post(accountsOf(namespace), { metadata: { name: 'robot' } }), 201);
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const made = await admin.post(`${accountsOf(namespace)}/robot/token`, request);
    const robot = as(made.json<{ status: { token: string } }>().status.token);
    const ask = () => robot.get(`${secretsOf(namespace)}/x`);
    expect((await ask()).status).toBe(403);

    shown(await apply(admin, rolesOf(namespace), roleOf(namespace)), 201);
    shown(await apply(admin, bindingsOf(namespace), bindingOf(namespace, 'robot')), 201);
    await until(404, ask);
    expect((await robot.get(`${secretsOf(namespace)}/y`)).status).toBe(403);
    expect((await robot.get(`${secretsOf('default')}/x`)).status).toBe(403);

    const gone = await admin.delete(`${bindingsOf(namespace)}/reader`);
    expect(gone.json()).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'reader', group, kind: 'rolebindings' },
    });
    await until(403, ask);
  });

  test('they are listed by their labels, in one namespace and in all', async () => {
    const { admin } = context();
    const namespace = await context().namespace();
    const applied = shown(await apply(admin, rolesOf(namespace), roleOf(namespace)), 201);
    expect(applied).toMatchObject({ apiVersion: `${group}/v1`, kind: 'Role', rules: [readSecret] });
    const here = await admin.get(`${rolesOf(namespace)}?labelSelector=made%3Dhere`);
    expect(here.json()).toMatchObject({
      kind: 'RoleList',
      apiVersion: `${group}/v1`,
      items: [{ metadata: { name: 'reader', namespace } }],
    });
    const everywhere = (await admin.get(`${rbac}/roles?labelSelector=made%3Dhere`)).json<{
      items: { metadata: { namespace: string } }[];
    }>();
    expect(everywhere.items.map(({ metadata }) => metadata.namespace)).toContain(namespace);
  });

  test('an apply that changes nothing keeps the version, and one with other rules replaces them', async () => {
    const { admin } = context();
    const namespace = await context().namespace();
    const first = shown(await apply(admin, rolesOf(namespace), roleOf(namespace)), 201);
    const again = shown(await apply(admin, rolesOf(namespace), roleOf(namespace)));
    expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const other = { ...readSecret, verbs: ['list'] };
    const dry = await apply(admin, rolesOf(namespace), roleOf(namespace, [other]), '&dryRun=All');
    expect(shown(dry)).toMatchObject({ rules: [other] });
    expect(shown(await admin.get(`${rolesOf(namespace)}/reader`))).toMatchObject({ rules: [readSecret] });
    expect(shown(await apply(admin, rolesOf(namespace), roleOf(namespace, [other])))).toMatchObject({
      rules: [other],
    });
  });

  test('users cannot grant rights that they do not hold: the missing rules are listed', async () => {
    const { admin, alice, subject } = context();
    const namespace = await context().namespace();
    await subject.grant(
      'alice',
      [
        {
          verbs: ['get', 'list', 'create', 'patch'],
          apiGroups: [group],
          resources: ['roles', 'rolebindings'],
        },
        { verbs: ['get'], apiGroups: [''], resources: ['secrets'] },
      ],
      namespace,
    );
    const cannot = (kind: string, missing: string) => ({
      message: `${kind}.${group} "reader" is forbidden: user "alice" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n${missing}`,
      reason: 'Forbidden',
      details: { name: 'reader', group, kind },
    });
    // Repeated until the authorizer knows of alice's own grants.
    await until(200, () => alice.get(rolesOf(namespace)));
    const missing = '{APIGroups:[""], Resources:["secrets"], ResourceNames:["x"], Verbs:["patch"]}';
    const refused = await apply(alice, rolesOf(namespace), roleOf(namespace), '&dryRun=All');
    expectFailure(refused, 403, cannot('roles', missing));
    const several = [readSecret, { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'list'] }];
    expectFailure(
      await apply(alice, rolesOf(namespace), roleOf(namespace, several)),
      403,
      cannot('roles', `${missing}\n{APIGroups:[""], Resources:["serviceaccounts"], Verbs:["get" "list"]}`),
    );
    shown(
      await apply(alice, rolesOf(namespace), roleOf(namespace, [{ ...readSecret, verbs: ['get'] }])),
      201,
    );
    shown(await apply(admin, rolesOf(namespace), roleOf(namespace)));
    await until(403, () => apply(alice, bindingsOf(namespace), bindingOf(namespace, 'robot'), '&dryRun=All'));
    expectFailure(
      await apply(alice, bindingsOf(namespace), bindingOf(namespace, 'robot')),
      403,
      cannot('rolebindings', missing),
    );
  });

  test('a binding keeps its role', async () => {
    const { admin } = context();
    const namespace = await context().namespace();
    shown(await apply(admin, bindingsOf(namespace), bindingOf(namespace, 'robot')), 201);
    expectFailure(await apply(admin, bindingsOf(namespace), bindingOf(namespace, 'robot', 'other')), 422, {
      message: `RoleBinding.${group} "reader" is invalid: roleRef: Invalid value: {"APIGroup":"${group}","Kind":"Role","Name":"other"}: cannot change roleRef`,
      reason: 'Invalid',
      details: expect.objectContaining({ name: 'reader', group, kind: 'RoleBinding' }),
    });
  });

  test('a role needs its namespace', async () => {
    expectFailure(await apply(context().admin, rolesOf('nowhere'), roleOf('nowhere')), 404, {
      message: 'namespaces "nowhere" not found',
      reason: 'NotFound',
      details: { name: 'nowhere', kind: 'namespaces' },
    });
    expect((await context().admin.get(`${namespaces}/nowhere`)).status).toBe(404);
  });
}
