import { expect, test } from '@jest/globals';
import type { ApiClient } from '../client.ts';
import { type Context, expectFailure, shown } from '../context.ts';

const access = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const self = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

interface Review {
  kind: string;
  apiVersion: string;
  spec: unknown;
  status: { allowed: boolean };
}

export function reviewContract(context: Context): void {
  const may = async (who: ApiClient, resourceAttributes: object) => {
    const answer = await who.post(access, { spec: { resourceAttributes } });
    shown(answer, 201);
    const review = answer.json<Review>();
    expect(review).toMatchObject({
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec: { resourceAttributes },
    });
    return review.status.allowed;
  };

  test('who am I', async () => {
    const answer = await context().alice.post(self, {});
    shown(answer, 201);
    expect(answer.json()).toEqual({
      kind: 'SelfSubjectReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { creationTimestamp: expect.any(String) },
      status: { userInfo: { username: 'alice', uid: 'alice', groups: ['system:authenticated'] } },
    });
  });

  test('who is a service account', async () => {
    const { admin, namespace } = context();
    const here = await namespace();
    const accounts = `/api/v1/namespaces/${here}/serviceaccounts`;
    const account = shown(await admin.post(accounts, { metadata: { name: 'sa' } }), 201);
    const request = await admin.post(`${accounts}/sa/token`, {});
    const { token } = request.json<{ status: { token: string } }>().status;
    expect((await context().as(token).post(self, {})).json()).toMatchObject({
      status: {
        userInfo: {
          username: `system:serviceaccount:${here}:sa`,
          uid: account.metadata.uid,
          groups: ['system:serviceaccounts', `system:serviceaccounts:${here}`, 'system:authenticated'],
          extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=/)] },
        },
      },
    });
  });

  test('an administrator may do anything, and another user nothing', async () => {
    const { admin, carol } = context();
    const anything = { verb: '*', group: '*', resource: '*' };
    expect(await may(admin, anything)).toBe(true);
    expect(await may(carol, { verb: 'get', resource: 'secrets', namespace: 'default' })).toBe(false);
  });

  test('a right in one namespace does not hold in others, nor everywhere', async () => {
    const { subject, bob, namespace } = context();
    const [here, elsewhere] = [await namespace(), await namespace()];
    const rules = [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets'] }];
    await subject.grant('bob', rules, here);
    const ask = (where: object) => may(bob, { verb: 'list', resource: 'secrets', ...where });
    expect(await ask({ namespace: here })).toBe(true);
    expect(await ask({ namespace: elsewhere })).toBe(false);
    expect(await ask({})).toBe(false);
    expect(await may(bob, { verb: 'patch', resource: 'secrets', namespace: here })).toBe(false);
    expect(await may(bob, { verb: '*', resource: 'secrets', namespace: here })).toBe(false);
  });

  test('a right to one name does not extend to others, nor to all', async () => {
    const { subject, bob, namespace } = context();
    const here = await namespace();
    const rule = { verbs: ['patch'], apiGroups: [''], resources: ['secrets'], resourceNames: ['ecr'] };
    await subject.grant('bob', [rule], here);
    const ask = (name: object) => may(bob, { verb: 'patch', resource: 'secrets', namespace: here, ...name });
    expect(await ask({ name: 'ecr' })).toBe(true);
    expect(await ask({ name: 'other' })).toBe(false);
    expect(await ask({})).toBe(false);
  });

  test('a right to a subresource does not include the resource, nor the other way round', async () => {
    const { subject, bob, namespace } = context();
    const here = await namespace();
    const rule = { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] };
    await subject.grant('bob', [rule], here);
    const attributes = { verb: 'create', resource: 'serviceaccounts', namespace: here };
    expect(await may(bob, { ...attributes, subresource: 'token' })).toBe(true);
    expect(await may(bob, attributes)).toBe(false);
  });

  test('a right everywhere holds in each namespace', async () => {
    const { subject, bob, namespace } = context();
    await subject.grant('bob', [{ verbs: ['list'], apiGroups: [''], resources: ['namespaces'] }]);
    expect(await may(bob, { verb: 'list', resource: 'namespaces' })).toBe(true);
    expect(await may(bob, { verb: 'list', resource: 'namespaces', namespace: await namespace() })).toBe(true);
    expect(await may(bob, { verb: 'list', group: 'apps', resource: 'namespaces' })).toBe(false);
  });

  test('a right in one API group does not hold in another', async () => {
    const { subject, bob } = context();
    const [group, resource, name] = ['config.openshift.io', 'infrastructures', 'cluster'];
    const rule = { verbs: ['get'], apiGroups: [group], resources: [resource], resourceNames: [name] };
    await subject.grant('bob', [rule]);
    const ask = (attributes: object) => may(bob, { verb: 'get', version: 'v1', resource, ...attributes });
    expect(await ask({ group, name })).toBe(true);
    expect(await ask({ name })).toBe(false);
    expect(await ask({ group, name: 'other' })).toBe(false);
  });

  test('paths are asked about on their own', async () => {
    const ask = async (path: string) => {
      const spec = { nonResourceAttributes: { path, verb: 'get' } };
      return (await context().carol.post(access, { spec })).json<Review>().status.allowed;
    };
    expect([await ask('/version'), await ask('/metrics')]).toEqual([true, false]);
  });

  test('a review of nothing is a 422', async () => {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    const message = `Invalid value: null: ${why}`;
    expectFailure(await context().alice.post(access, { spec: {} }), 422, {
      message: `.authorization.k8s.io "" is invalid: spec.resourceAttributes: ${message}`,
      reason: 'Invalid',
      details: {
        group: 'authorization.k8s.io',
        causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.resourceAttributes' }],
      },
    });
  });
}
