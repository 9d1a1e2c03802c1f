import { expect, test } from '@jest/globals';
import { jsonPatch } from '../client.ts';
import { accountsOf, type Context, expectFailure, namespaces, secretsOf, shown } from '../context.ts';

const secret = (labels: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'ecr', labels },
});

export function terminationContract(context: Context): void {
  const terminating = async () => {
    const { admin } = context();
    const namespace = await context().namespace();
    shown(await admin.apply(`${secretsOf(namespace)}/ecr`, 'pullpass', secret()), 201);
    shown(await admin.post(accountsOf(namespace), { metadata: { name: 'sa' } }), 201);
    return { namespace, deleted: shown(await admin.delete(`${namespaces}/${namespace}`)) };
  };
  const refusal = (namespace: string, resource: string, name: string) => ({
    message:
      `${resource} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it ` +
      'is being terminated',
    reason: 'Forbidden',
    details: {
      name,
      kind: resource,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  });

  test('it stays, as Terminating, until its controller has emptied it', async () => {
    const { admin } = context();
    const { namespace, deleted } = await terminating();
    expect(deleted).toMatchObject({
      kind: 'Namespace',
      metadata: { deletionTimestamp: expect.any(String) },
      status: { phase: 'Terminating' },
    });
    expect(shown(await admin.get(`${namespaces}/${namespace}`)).status).toEqual({ phase: 'Terminating' });
    expect(shown(await admin.delete(`${namespaces}/${namespace}`)).status).toEqual({ phase: 'Terminating' });
  });

  test('nothing new is made in it, and the refusal has a cause', async () => {
    const { admin } = context();
    const { namespace } = await terminating();
    const path = secretsOf(namespace);
    const fresh = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'new' } };
    const refused = refusal(namespace, 'secrets', 'new');
    expectFailure(await admin.apply(`${path}/new`, 'pullpass', fresh), 403, refused);
    expectFailure(await admin.post(path, fresh), 403, refused);
    const token = await admin.post(`${accountsOf(namespace)}/sa/token`, {});
    expectFailure(token, 403, refusal(namespace, 'serviceaccounts', 'sa'));
  });

  test('what is in it can be changed and deleted', async () => {
    const { admin } = context();
    const { namespace } = await terminating();
    const path = `${secretsOf(namespace)}/ecr`;
    expect(shown(await admin.apply(path, 'pullpass', secret({ a: 'b' }))).metadata.labels).toEqual({
      a: 'b',
    });
    const patch = [{ op: 'add', path: '/secrets', value: [{ name: 'ecr' }] }];
    shown(await admin.patch(`${accountsOf(namespace)}/sa`, jsonPatch, patch));
    shown(await admin.delete(path));
  });

  test('a dry run of the deletion deletes nothing', async () => {
    const namespace = await context().namespace();
    const path = `${namespaces}/${namespace}`;
    shown(await context().admin.delete(`${path}?dryRun=All`));
    expect(shown(await context().admin.get(path)).status).toEqual({ phase: 'Active' });
  });

  test('the namespaces that Kubernetes needs are not deleted', async () => {
    expectFailure(await context().admin.delete(`${namespaces}/kube-system`), 403, {
      message: 'namespaces "kube-system" is forbidden: this namespace may not be deleted',
      reason: 'Forbidden',
      details: { name: 'kube-system', kind: 'namespaces' },
    });
  });
}
