import { expect, test } from '@jest/globals';
import { type Context, expectFailure, namespaces, secretsOf, shown } from '../context.ts';

const noReason = { reason: 'Forbidden' };

export function accessContract(context: Context): void {
  test('an unknown token is a 401', async () => {
    const stranger = context().as('a-token-that-nobody-knows');
    expectFailure(await stranger.get(namespaces), 401, { message: 'Unauthorized', reason: 'Unauthorized' });
    expectFailure(await stranger.get('/version'), 401, { message: 'Unauthorized', reason: 'Unauthorized' });
  });

  test('without a token the user is anonymous, and may read the version and little else', async () => {
    const nobody = context().as();
    expectFailure(await nobody.get(namespaces), 403, {
      ...noReason,
      message:
        'namespaces is forbidden: User "system:anonymous" cannot list resource "namespaces" in API group "" ' +
        'at the cluster scope',
      details: { kind: 'namespaces' },
    });
    expect((await nobody.get('/version')).status).toBe(200);
  });

  test.each([
    ['GET', namespaces, 'list', 'namespaces', '', 'at the cluster scope'],
    ['GET', `${namespaces}/default`, 'get', 'namespaces', 'default', 'in the namespace "default"'],
    ['GET', '/api/v1/secrets', 'list', 'secrets', '', 'at the cluster scope'],
    ['GET', secretsOf('default'), 'list', 'secrets', '', 'in the namespace "default"'],
    ['GET', `${secretsOf('default')}/x`, 'get', 'secrets', 'x', 'in the namespace "default"'],
    ['PATCH', `${secretsOf('default')}/x`, 'patch', 'secrets', 'x', 'in the namespace "default"'],
    ['PUT', `${secretsOf('default')}/x`, 'update', 'secrets', 'x', 'in the namespace "default"'],
    ['POST', secretsOf('default'), 'create', 'secrets', '', 'in the namespace "default"'],
    ['DELETE', `${secretsOf('default')}/x`, 'delete', 'secrets', 'x', 'in the namespace "default"'],
    ['DELETE', secretsOf('default'), 'deletecollection', 'secrets', '', 'in the namespace "default"'],
  ])('%s %s without permission names the verb, the resource and where', async (method, path, ...rest) => {
    const [verb, resource, name, where] = rest;
    const answer = await context().carol.call(method, path, { body: {} });
    expectFailure(answer, 403, {
      ...noReason,
      message:
        `${resource}${name ? ` "${name}"` : ''} is forbidden: User "carol" cannot ${verb} resource ` +
        `"${resource}" in API group "" ${where}`,
      details: { ...(name ? { name } : {}), kind: resource },
    });
  });

  test('everybody may ask for their own name', async () => {
    expectFailure(await context().as().post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {}), 403, {
      ...noReason,
      message:
        'selfsubjectreviews.authentication.k8s.io is forbidden: User "system:anonymous" cannot create resource ' +
        '"selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope',
      details: { group: 'authentication.k8s.io', kind: 'selfsubjectreviews' },
    });
  });

  test.each([
    ['/api/v1/apis/authentication.k8s.io/v1/selfsubjectreviews', 'apis'],
    ['/api/v1/api/v1/namespaces/default/secrets/x', 'api'],
    ['/apis/apis/authentication.k8s.io/v1/selfsubjectreviews', 'v1'],
  ])('a path below the API’s is read as another resource: %s', async (path, kind) => {
    const answer = await context().carol.post(path, {});
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({ kind: 'Status', reason: 'Forbidden', details: { kind } });
    expect((await context().admin.post(path, {})).status).toBe(404);
  });

  test('a path outside the API’s is a path', async () => {
    expectFailure(await context().carol.get('/nowhere/api/v1/namespaces/default'), 403, {
      ...noReason,
      message: 'forbidden: User "carol" cannot get path "/nowhere/api/v1/namespaces/default"',
      details: {},
    });
    const answer = await context().admin.get('/nowhere/api/v1/namespaces/default');
    expect([answer.status, answer.text.trim()]).toEqual([404, '404 page not found']);
  });

  test('a subresource is named, and the resource is what is forbidden', async () => {
    const path = `${namespaces}/default/serviceaccounts/x/token`;
    expectFailure(await context().carol.post(path, {}), 403, {
      ...noReason,
      message:
        'serviceaccounts "x" is forbidden: User "carol" cannot create resource "serviceaccounts/token" in ' +
        'API group "" in the namespace "default"',
      details: { name: 'x', kind: 'serviceaccounts' },
    });
  });

  test('a resource of a group, and a path', async () => {
    const { carol } = context();
    expectFailure(await carol.get('/apis/rbac.authorization.k8s.io/v1/roles'), 403, {
      ...noReason,
      message:
        'roles.rbac.authorization.k8s.io is forbidden: User "carol" cannot list resource "roles" in API ' +
        'group "rbac.authorization.k8s.io" at the cluster scope',
      details: { group: 'rbac.authorization.k8s.io', kind: 'roles' },
    });
    expectFailure(await carol.get('/metrics'), 403, {
      ...noReason,
      message: 'forbidden: User "carol" cannot get path "/metrics"',
      details: {},
    });
  });

  test('a user who may not read is told so, whether or not the object exists', async () => {
    const answer = await context().carol.get(`${secretsOf('no-such-namespace')}/x`);
    expect(answer.status).toBe(403);
  });

  test('create and patch on one name are enough to apply it, and for nothing else', async () => {
    const { subject, alice, namespace } = context();
    const here = await namespace();
    const elsewhere = await namespace();
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ecr' } };
    const rule = { apiGroups: [''], resources: ['secrets'], resourceNames: ['ecr'] };

    await subject.grant('alice', [{ ...rule, verbs: ['patch'] }], here);
    const withoutCreate = await alice.apply(`${secretsOf(here)}/ecr`, 'pullpass', secret);
    expectFailure(withoutCreate, 403, {
      ...noReason,
      message:
        'secrets "ecr" is forbidden: User "alice" cannot create resource "secrets" in API group "" in the ' +
        `namespace "${here}"`,
      details: { name: 'ecr', kind: 'secrets' },
    });

    await subject.grant('alice', [{ ...rule, verbs: ['create'] }], here);
    shown(await alice.apply(`${secretsOf(here)}/ecr`, 'pullpass', secret), 201);
    shown(await alice.apply(`${secretsOf(here)}/ecr`, 'pullpass', secret), 200);

    expect((await alice.get(`${secretsOf(here)}/ecr`)).status).toBe(403);
    expect((await alice.post(secretsOf(here), secret)).status).toBe(403);
    const other = { ...secret, metadata: { name: 'other' } };
    expect((await alice.apply(`${secretsOf(here)}/other`, 'pullpass', other)).status).toBe(403);
    expect((await alice.apply(`${secretsOf(elsewhere)}/ecr`, 'pullpass', secret)).status).toBe(403);
  });
}
