import { expect, test } from '@jest/globals';
import { jsonPatch, mergePatch } from '../client.ts';
import { base64, type Context, expectFailure, owners, type Shown, secretsOf, shown } from '../context.ts';

const secret = (fields: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'ecr', ...metadata },
  ...fields,
});
const opaque = (a: string) => secret({ data: { a: base64(a), b: base64('b') } });
const kubectlEdit = 'fieldManager=kubectl-edit';
const overwritten = 'conflict with "kubectl-edit" using v1';

/** How a secret that PullPass applied looks after others have edited it, and what the next apply answers. */
export function appliedAndEditedContract(context: Context): void {
  const place = async () => `${secretsOf(await context().namespace())}/ecr`;
  const dataOf = (object: Shown, manager: string) =>
    (owners(object)[manager]?.fields as { 'f:data'?: object } | undefined)?.['f:data'];

  test('a key that another changes is no longer ours, and the next apply is a conflict', async () => {
    const { admin } = context();
    const path = await place();
    const made = shown(await admin.apply(path, 'pullpass', opaque('ours')), 201);
    expect(dataOf(made, 'pullpass')).toEqual({ 'f:a': {}, 'f:b': {} });

    const patch = { data: { a: base64('theirs') } };
    const edited = shown(await admin.patch(`${path}?${kubectlEdit}`, mergePatch, patch));
    expect(owners(edited)).toEqual({
      pullpass: { operation: 'Apply', fields: { 'f:data': { 'f:b': {} } } },
      'kubectl-edit': { operation: 'Update', fields: { 'f:data': { 'f:a': {} } } },
    });

    expectFailure(await admin.apply(path, 'pullpass', opaque('ours')), 409, {
      message: `Apply failed with 1 conflict: ${overwritten}: .data.a`,
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict', message: overwritten, field: '.data.a' }] },
    });
    const taken = shown(await admin.apply(path, 'pullpass', opaque('ours'), { force: true }));
    expect(taken.data).toEqual({ a: base64('ours'), b: base64('b') });
    expect(owners(taken)).toEqual({
      pullpass: { operation: 'Apply', fields: { 'f:data': { 'f:a': {}, 'f:b': {} } } },
    });
  });

  test('a key that another writes unchanged stays ours', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'pullpass', opaque('ours')), 201);
    const same = shown(
      await admin.patch(`${path}?${kubectlEdit}`, mergePatch, { data: { a: base64('ours') } }),
    );
    expect(Object.keys(owners(same))).toEqual(['pullpass']);
    expect(dataOf(same, 'pullpass')).toEqual({ 'f:a': {}, 'f:b': {} });
  });

  test('a key that another deletes is nobody’s, and the next apply restores it', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'pullpass', opaque('ours')), 201);
    const without = shown(
      await admin.patch(`${path}?${kubectlEdit}`, jsonPatch, [{ op: 'remove', path: '/data/a' }]),
    );
    expect(without.data).toEqual({ b: base64('b') });
    expect(owners(without)).toEqual({
      pullpass: { operation: 'Apply', fields: { 'f:data': { 'f:b': {} } } },
    });
    const back = shown(await admin.apply(path, 'pullpass', opaque('ours')));
    expect(dataOf(back, 'pullpass')).toEqual({ 'f:a': {}, 'f:b': {} });
  });

  test('a key that another adds is theirs, and stays', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'pullpass', opaque('ours')), 201);
    shown(await admin.patch(`${path}?${kubectlEdit}`, mergePatch, { data: { c: base64('c') } }));
    const again = shown(await admin.apply(path, 'pullpass', opaque('again')));
    expect(again.data).toEqual({ a: base64('again'), b: base64('b'), c: base64('c') });
    expect(dataOf(again, 'kubectl-edit')).toEqual({ 'f:c': {} });
  });

  test.each([
    ['Opaque', { whatever: 'x' }],
    ['kubernetes.io/basic-auth', { username: 'AWS', password: 'p' }],
  ])('a secret of type %s is applied', async (type, text) => {
    const { admin } = context();
    const path = await place();
    const data = Object.fromEntries(Object.entries(text).map(([key, value]) => [key, base64(value)]));
    const made = shown(await admin.apply(path, 'pullpass', secret({ type, data })), 201);
    expect([made.type, made.data]).toEqual([type, data]);
  });

  test('basic-auth needs one of its keys', async () => {
    const answer = await context().admin.apply(
      await place(),
      'pullpass',
      secret({ type: 'kubernetes.io/basic-auth', data: { token: base64('x') } }),
    );
    const causes = ['username', 'password'].map((key) => ({
      reason: 'FieldValueRequired',
      message: 'Required value',
      field: `data[${key}]`,
    }));
    expectFailure(answer, 422, {
      message: 'Secret "ecr" is invalid: [data[username]: Required value, data[password]: Required value]',
      reason: 'Invalid',
      details: { name: 'ecr', kind: 'Secret', causes },
    });
  });

  test('our own secret cannot change its type either', async () => {
    const { admin } = context();
    const path = await place();
    shown(
      await admin.apply(path, 'pullpass', secret({ type: 'Opaque', data: { password: base64('p') } })),
      201,
    );
    const other = secret({ type: 'kubernetes.io/basic-auth', data: { password: base64('p') } });
    const message = 'Invalid value: "kubernetes.io/basic-auth": field is immutable';
    expectFailure(await admin.apply(path, 'pullpass', other), 422, {
      message: `Secret "ecr" is invalid: type: ${message}`,
      reason: 'Invalid',
      details: {
        name: 'ecr',
        kind: 'Secret',
        causes: [{ reason: 'FieldValueInvalid', message, field: 'type' }],
      },
    });
  });

  test('another’s type is reported as a conflict before it is reported as immutable', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'theirs', secret({ type: 'Opaque', data: { k: base64('1') } })), 201);
    const other = secret({ type: 'kubernetes.io/basic-auth', data: { password: base64('p') } });
    const message = 'conflict with "theirs"';
    expectFailure(await admin.apply(path, 'pullpass', other), 409, {
      message: `Apply failed with 1 conflict: ${message}: .type`,
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict', message, field: '.type' }] },
    });
  });

  test('a secret that somebody made immutable accepts no other data, even by force', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'pullpass', opaque('ours')), 201);
    shown(await admin.patch(`${path}?${kubectlEdit}`, mergePatch, { immutable: true }));
    const message = 'Forbidden: field is immutable when `immutable` is set';
    expectFailure(await admin.apply(path, 'pullpass', opaque('new'), { force: true }), 422, {
      message: `Secret "ecr" is invalid: data: ${message}`,
      reason: 'Invalid',
      details: {
        name: 'ecr',
        kind: 'Secret',
        causes: [{ reason: 'FieldValueForbidden', message, field: 'data' }],
      },
    });
    const labelled = { ...opaque('ours'), metadata: { name: 'ecr', labels: { still: 'mine' } } };
    expect(shown(await admin.apply(path, 'pullpass', labelled)).metadata.labels).toEqual({ still: 'mine' });
  });

  test('data of more than 1 MiB is too long, and one byte less is not', async () => {
    const { admin } = context();
    const path = await place();
    const filled = (bytes: number) => secret({ data: { a: Buffer.alloc(bytes, 'x').toString('base64') } });
    const message = 'Too long: may not be more than 1048576 bytes';
    const answer = await admin.apply(path, 'pullpass', filled(1_048_577));
    expectFailure(answer, 422, {
      message: `Secret "ecr" is invalid: data: ${message}`,
      reason: 'Invalid',
      details: {
        name: 'ecr',
        kind: 'Secret',
        causes: [{ reason: 'FieldValueTooLong', message, field: 'data' }],
      },
    });
    shown(await admin.apply(path, 'pullpass', filled(1_048_576)), 201);
  });
}
