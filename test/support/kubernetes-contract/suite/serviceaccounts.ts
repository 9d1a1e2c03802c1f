import { expect, test } from '@jest/globals';
import { jsonPatch } from '../client.ts';
import { accountsOf, type Context, expectFailure, shown } from '../context.ts';

const unprocessable = {
  message: 'the server rejected our request due to an error in our request',
  reason: 'Invalid',
  details: {},
};

export function serviceAccountContract(context: Context): void {
  const make = async (fields: object) => {
    const all = accountsOf(await context().namespace());
    const made = shown(await context().admin.post(all, { metadata: { name: 'sa' }, ...fields }), 201);
    return { all, path: `${all}/sa`, made };
  };
  const both = { imagePullSecrets: [{ name: 'theirs' }], secrets: [{ name: 'theirs' }] };

  test('a namespace has none of its own without controllers', async () => {
    const all = accountsOf(await context().namespace());
    expect((await context().admin.get(all)).json()).toMatchObject({ kind: 'ServiceAccountList', items: [] });
  });

  test('one is made and read with both of its lists', async () => {
    const { path } = await make(both);
    expect(shown(await context().admin.get(path))).toMatchObject({ kind: 'ServiceAccount', ...both });
  });

  test('ours is appended at the version that was read', async () => {
    const { path, made } = await make(both);
    const linked = shown(
      await context().admin.patch(path, jsonPatch, [
        { op: 'test', path: '/metadata/resourceVersion', value: made.metadata.resourceVersion },
        { op: 'add', path: '/imagePullSecrets/-', value: { name: 'ours' } },
        { op: 'add', path: '/secrets/-', value: { name: 'ours' } },
      ]),
    );
    const names = [{ name: 'theirs' }, { name: 'ours' }];
    expect([linked.imagePullSecrets, linked.secrets]).toEqual([names, names]);
  });

  test('a test for an older version is a 422 without a cause, and nothing is changed', async () => {
    const { path, made } = await make(both);
    const { admin } = context();
    shown(await admin.patch(path, jsonPatch, [{ op: 'add', path: '/secrets/-', value: { name: 'new' } }]));
    const stale = await admin.patch(path, jsonPatch, [
      { op: 'add', path: '/imagePullSecrets/-', value: { name: 'ours' } },
      { op: 'test', path: '/metadata/resourceVersion', value: made.metadata.resourceVersion },
    ]);
    expectFailure(stale, 422, unprocessable);
    expect(shown(await admin.get(path)).imagePullSecrets).toEqual(both.imagePullSecrets);
  });

  test.each([
    ['appends to a missing list', { op: 'add', path: '/imagePullSecrets/-', value: { name: 'a' } }],
    ['removes a missing item', { op: 'remove', path: '/secrets/7' }],
    ['replaces a missing item', { op: 'replace', path: '/secrets/0', value: { name: 'a' } }],
    ['tests something missing', { op: 'test', path: '/secrets/0/name', value: 'a' }],
    ['adds below something missing', { op: 'add', path: '/a/b/c', value: 1 }],
    ['uses an operation that JSON Patch does not have', { op: 'link', path: '/secrets' }],
  ])('a patch that %s is a 422', async (_, operation) => {
    const { path } = await make({});
    expectFailure(await context().admin.patch(path, jsonPatch, [operation]), 422, unprocessable);
  });

  test('a missing list is added as a whole', async () => {
    const { path } = await make({});
    const patch = [
      { op: 'test', path: '/imagePullSecrets', value: null },
      { op: 'add', path: '/imagePullSecrets', value: [{ name: 'ours' }] },
    ];
    const linked = shown(await context().admin.patch(path, jsonPatch, patch));
    expect(linked.imagePullSecrets).toEqual([{ name: 'ours' }]);
    expect(linked).not.toHaveProperty('secrets');
  });

  test('a missing list is replaced all the same', async () => {
    const { path } = await make({});
    const patch = [{ op: 'replace', path: '/secrets', value: [{ name: 'a' }] }];
    expect(shown(await context().admin.patch(path, jsonPatch, patch)).secrets).toEqual([{ name: 'a' }]);
  });

  test('an item is replaced and removed in its place', async () => {
    const { path } = await make({ imagePullSecrets: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
    const patch = [
      { op: 'test', path: '/imagePullSecrets/1/name', value: 'b' },
      { op: 'remove', path: '/imagePullSecrets/1' },
      { op: 'replace', path: '/imagePullSecrets/0', value: { name: 'z' } },
      { op: 'add', path: '/imagePullSecrets/1', value: { name: 'y' } },
    ];
    const changed = shown(await context().admin.patch(path, jsonPatch, patch));
    expect(changed.imagePullSecrets).toEqual([{ name: 'z' }, { name: 'y' }, { name: 'c' }]);
  });

  test('removing the last entry removes the list', async () => {
    const { path } = await make(both);
    const patch = [{ op: 'remove', path: '/imagePullSecrets/0' }];
    expect(shown(await context().admin.patch(path, jsonPatch, patch))).not.toHaveProperty('imagePullSecrets');
  });

  test('a patch as a dry run shows the result, and stores nothing', async () => {
    const { path } = await make(both);
    const { admin } = context();
    const patch = [{ op: 'add', path: '/secrets/-', value: { name: 'ours' } }];
    expect(shown(await admin.patch(`${path}?dryRun=All`, jsonPatch, patch)).secrets).toHaveLength(2);
    expect(shown(await admin.get(path)).secrets).toHaveLength(1);
  });

  test('an update at the version that was read is done, and at an older one a 409', async () => {
    const { path, made } = await make(both);
    const { admin } = context();
    shown(await admin.put(path, { ...made, secrets: [{ name: 'only' }] }));
    expectFailure(await admin.put(path, made), 409, {
      message:
        'Operation cannot be fulfilled on serviceaccounts "sa": the object has been modified; please apply ' +
        'your changes to the latest version and try again',
      reason: 'Conflict',
      details: { name: 'sa', kind: 'serviceaccounts' },
    });
  });

  test('a missing one is a 404, and deleting one returns it', async () => {
    const { all, path, made } = await make({});
    const { admin } = context();
    expectFailure(await admin.patch(`${all}/no`, jsonPatch, []), 404, {
      message: 'serviceaccounts "no" not found',
      reason: 'NotFound',
      details: { name: 'no', kind: 'serviceaccounts' },
    });
    const deleted = shown(await admin.delete(path));
    expect(deleted).toMatchObject({ kind: 'ServiceAccount', metadata: { uid: made.metadata.uid } });
  });
}
