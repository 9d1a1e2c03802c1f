import { expect, test } from '@jest/globals';
import { jsonPatch, mergePatch } from '../client.ts';
import { accountsOf, base64, type Context, owners, secretsOf, shown } from '../context.ts';

export function ownershipContract(context: Context): void {
  test('the creator owns everything, under the name of its user agent', async () => {
    const path = secretsOf(await context().namespace());
    const secret = { metadata: { name: 's', labels: { a: 'b' } }, data: { k: base64('1') } };
    const made = shown(await context().admin.post(path, secret, { userAgent: 'someone/2.0 (linux)' }), 201);
    expect(owners(made)).toEqual({
      someone: {
        operation: 'Update',
        fields: {
          'f:data': { '.': {}, 'f:k': {} },
          'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } },
          'f:type': {},
        },
      },
    });
  });

  test('an updater owns what it changed, and the other the rest', async () => {
    const { admin } = context();
    const path = secretsOf(await context().namespace());
    const secret = { metadata: { name: 's' }, data: { k: base64('1'), l: base64('2') } };
    shown(await admin.post(`${path}?fieldManager=one`, secret), 201);
    const patch = { data: { l: base64('3'), m: base64('4') } };
    const changed = shown(await admin.patch(`${path}/s?fieldManager=two`, mergePatch, patch));
    expect(owners(changed)).toEqual({
      one: { operation: 'Update', fields: { 'f:data': { '.': {}, 'f:k': {} }, 'f:type': {} } },
      two: { operation: 'Update', fields: { 'f:data': { 'f:l': {}, 'f:m': {} } } },
    });
  });

  test('a list of secrets is owned item by item, a list of pull secrets as a whole', async () => {
    const { admin } = context();
    const path = `${accountsOf(await context().namespace())}/sa`;
    const account = (fields: object) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'sa' },
      ...fields,
    });
    const lists = { secrets: [{ name: 'a' }, { name: 'b' }], imagePullSecrets: [{ name: 'a' }] };
    shown(await admin.apply(path, 'one', account(lists)), 201);
    const added = shown(await admin.apply(path, 'two', account({ secrets: [{ name: 'c' }, { name: 'a' }] })));
    expect(added.secrets).toEqual([{ name: 'c' }, { name: 'a' }, { name: 'b' }]);
    expect(owners(added)['two']?.fields).toEqual({
      'f:secrets': { 'k:{"name":"a"}': {}, 'k:{"name":"c"}': {} },
    });
    const refused = await admin.apply(path, 'two', account({ imagePullSecrets: [{ name: 'z' }] }));
    expect(refused.json<{ message: string }>().message).toBe(
      'Apply failed with 1 conflict: conflict with "one": .imagePullSecrets',
    );
    const less = shown(await admin.apply(path, 'one', account({ secrets: [{ name: 'b' }] })));
    expect(less.secrets).toEqual([{ name: 'c' }, { name: 'a' }, { name: 'b' }]);
    expect(less).not.toHaveProperty('imagePullSecrets');
  });

  test('an item that a patch removes is owned by nobody', async () => {
    const { admin } = context();
    const path = `${accountsOf(await context().namespace())}/sa`;
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa' } };
    const secrets = [{ name: 'a' }, { name: 'b' }];
    shown(await admin.apply(path, 'one', { ...account, secrets }), 201);
    const removed = shown(
      await admin.patch(`${path}?fieldManager=two`, jsonPatch, [{ op: 'remove', path: '/secrets/0' }]),
    );
    expect(owners(removed)).toEqual({
      one: { operation: 'Apply', fields: { 'f:secrets': { 'k:{"name":"b"}': {} } } },
    });
  });
}
